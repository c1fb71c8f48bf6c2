package jenkins.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.concurrent.ScheduledExecutorService;

/** Compile-only declaration of {@code jenkins.util.Timer} as in jenkins-core 2.541.3. */
public class Timer {
    private Timer() {}

    public static @NonNull ScheduledExecutorService get() {
        throw new UnsupportedOperationException("declaration only");
    }
}
