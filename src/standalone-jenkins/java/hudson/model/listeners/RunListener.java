package hudson.model.listeners;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
@SuppressWarnings("rawtypes")
public abstract class RunListener<R extends Run> implements ExtensionPoint {
    public final Class<R> targetType;

    protected RunListener(Class<R> targetType) {
        this.targetType = targetType;
    }

    @SuppressWarnings("unchecked")
    protected RunListener() {
        this.targetType = (Class<R>) Run.class;
    }

    public void onCompleted(R r, @NonNull TaskListener listener) {}

    public void onFinalized(R r) {}

    public void onInitialize(R r) {}

    public void onStarted(R r, TaskListener listener) {}

    public void onDeleted(R r) {}

    public static void fireInitialize(Run run) {
        fire(run, l -> l.onInitialize(run));
    }

    public static void fireStarted(Run run, TaskListener listener) {
        fire(run, l -> l.onStarted(run, listener));
    }

    public static void fireCompleted(Run run, @NonNull TaskListener listener) {
        fire(run, l -> l.onCompleted(run, listener));
    }

    public static void fireFinalized(Run run) {
        fire(run, l -> l.onFinalized(run));
    }

    /** Calls all listeners; as in Jenkins, exceptions are logged and ignored. */
    @SuppressWarnings("unchecked")
    private static void fire(Run run, Consumer<RunListener<Run>> event) {
        for (RunListener listener : ExtensionList.lookup(RunListener.class)) {
            if (listener.targetType.isInstance(run)) {
                try {
                    event.accept(listener);
                } catch (Throwable t) {
                    Logger.getLogger(RunListener.class.getName())
                            .log(Level.WARNING, "RunListener failed: " + listener.getClass(), t);
                }
            }
        }
    }
}
