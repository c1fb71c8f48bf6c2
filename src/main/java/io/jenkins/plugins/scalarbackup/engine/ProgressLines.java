package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.function.Supplier;

/** Says in the build's log from time to time what a window waits for. */
final class ProgressLines {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Window window;
    private final EventLoop loop;
    private final WindowLog log;

    ProgressLines(Window window, EventLoop loop, WindowLog log) {
        this.window = window;
        this.loop = loop;
        this.log = log;
    }

    /** Says a line again and again, as long as a phase lasts. */
    void say(WindowState.Phase during, Supplier<String> text) {
        loop.after(
                BETWEEN,
                () -> window.turn(() -> {
                    if (window.facts.phase == during) {
                        log.progress(text.get());
                        say(during, text);
                    }
                }));
    }

    /** Says how long the window has been open. */
    void sayOpen() {
        say(WindowState.Phase.OPEN, this::open);
    }

    private String open() {
        WindowProgress facts = window.facts;
        int pods = window.pods.size();
        long open = Duration.between(facts.pauseCompleted, loop.now()).toSeconds();
        long wanted = facts.requestedMillis / 1000;
        String paused = Plural.count(pods, "pod") + " paused";
        return open <= wanted
                ? "window: " + open + " of " + wanted + " s, " + paused
                : "window: " + open + " s, waiting for the block to end, " + paused;
    }
}
