package jenkins.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Behaves like the class of jenkins-core of this name: ten threads shared by the whole controller. */
public class Timer {
    private static ScheduledExecutorService executor;

    private Timer() {}

    public static synchronized @NonNull ScheduledExecutorService get() {
        if (executor == null) {
            ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(10, work -> {
                Thread thread = new Thread(work, "jenkins.util.Timer");
                thread.setDaemon(true);
                return thread;
            });
            pool.setRemoveOnCancelPolicy(true);
            executor = pool;
        }
        return executor;
    }

    /** Called when the controller stops: scheduled tasks never run. */
    public static synchronized void shutdown() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
    }
}
