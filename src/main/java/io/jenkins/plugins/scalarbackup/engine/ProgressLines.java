package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.function.Supplier;

/** Logs periodically what a window is waiting for. */
final class ProgressLines {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final WindowLog log;
    private final ProgressView progress;

    ProgressLines(EventLoop loop, GuardedLoop tasks, WindowLog log, ProgressView progress) {
        this.loop = loop;
        this.tasks = tasks;
        this.log = log;
        this.progress = progress;
    }

    /** Logs a line periodically during a phase. */
    void logPeriodically(WindowState.Phase during, Supplier<String> text) {
        tasks.executeAfter(INTERVAL, () -> {
            if (progress.is(during)) {
                log.progress(text.get());
                logPeriodically(during, text);
            }
        });
    }

    /** Logs how long these pods have been paused, as long as the window is open. */
    void logOpen(WindowPods pods) {
        logPeriodically(WindowState.Phase.OPEN, () -> line(pods.size()));
    }

    private String line(int pods) {
        long seconds = Duration.between(progress.pauseCompleted(), loop.now()).toSeconds();
        long wanted = progress.requestedMillis() / 1000;
        String paused = Plural.count(pods, "pod") + " paused";
        return seconds <= wanted
                ? "window: " + seconds + " of " + wanted + " s, " + paused
                : "window: " + seconds + " s, waiting for the block to end, " + paused;
    }
}
