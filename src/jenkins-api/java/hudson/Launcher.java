package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;

/** Compile-only declaration of {@code hudson.Launcher} as in jenkins-core 2.541.3. */
public abstract class Launcher {
    protected Launcher(@NonNull TaskListener listener, @CheckForNull VirtualChannel channel) {}

    public @NonNull TaskListener getListener() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isUnix() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static class LocalLauncher extends Launcher {
        public LocalLauncher(@NonNull TaskListener listener) {
            super(listener, null);
        }

        public LocalLauncher(TaskListener listener, VirtualChannel channel) {
            super(listener, channel);
        }
    }
}
