package hudson.model.listeners;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;

/** Compile-only declaration of {@code hudson.model.listeners.RunListener} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public abstract class RunListener<R extends Run> implements ExtensionPoint {

    protected RunListener(Class<R> targetType) {}

    protected RunListener() {}

    public void onCompleted(R r, @NonNull TaskListener listener) {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onDeleted(R r) {
        throw new UnsupportedOperationException("declaration only");
    }
}
