package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;

/**
 * Checks every second, and before each request of the script, whether the build was aborted. If so, the window is
 * aborted, even if the script catches the abort.
 */
final class AbortWatch {
    private static final Logger LOGGER = Logger.getLogger(AbortWatch.class.getName());
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    /** Limit for the check before a request: production may be waiting for what comes next. */
    private static final Duration CHECK_TIMEOUT = Duration.ofMillis(500);
    /**
     * Delay before the second check: Jenkins moves an abort from the executor to the build, and for a moment it is in
     * neither.
     */
    private static final Duration RECHECK_DELAY = Duration.ofMillis(10);

    private final ManagedWindow window;
    private final BuildAborts build;
    private final Executor blocking;
    private final ScheduledExecutorService timer;
    private volatile List<CauseOfInterruption> causes = List.of();

    /** Must be called on a thread that may block. */
    AbortWatch(ManagedWindow window, Run<?, ?> run, Executor blocking, ScheduledExecutorService timer) {
        this.window = window;
        this.build = new BuildAborts(run);
        this.blocking = blocking;
        this.timer = timer;
    }

    /** Returns why the build was aborted; empty until an abort is seen. */
    List<CauseOfInterruption> causes() {
        return causes;
    }

    /** Checks every second from now on, until the window is over. */
    void poll() {
        timer.schedule(
                () -> check().whenComplete((aborted, failure) -> {
                    // A failure means that the controller stops.
                    if (failure == null && causes.isEmpty() && window.isOpen()) {
                        poll();
                    }
                }),
                POLL_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Runs the script's request, unless the build was aborted: then the window is aborted instead. */
    void unlessAborted(Runnable wanted) {
        CompletableFuture<Boolean> looked = check().thenCompose(
                        aborted -> aborted ? CompletableFuture.completedFuture(true) : checkAfter(RECHECK_DELAY));
        timer.schedule(() -> looked.complete(false), CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        looked.whenComplete((aborted, failure) -> {
            if (causes.isEmpty()) {
                wanted.run();
            }
        });
    }

    private CompletableFuture<Boolean> checkAfter(Duration delay) {
        CompletableFuture<Void> waited = new CompletableFuture<>();
        timer.schedule(() -> waited.complete(null), delay.toMillis(), TimeUnit.MILLISECONDS);
        return waited.thenCompose(done -> check());
    }

    private CompletableFuture<Boolean> check() {
        if (!causes.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        try {
            return CompletableFuture.supplyAsync(this::checkNow, blocking);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedFuture(stopping);
        }
    }

    private boolean checkNow() {
        try {
            List<CauseOfInterruption> found = build.causes();
            if (found.isEmpty()) {
                return false;
            }
            causes = found;
            window.abort(Sentences.of(found.get(0).getShortDescription()));
            return true;
        } catch (RuntimeException | LinkageError foreign) {
            LOGGER.log(Level.WARNING, "It can't be told whether " + window.build() + " was aborted", foreign);
            return false;
        }
    }
}
