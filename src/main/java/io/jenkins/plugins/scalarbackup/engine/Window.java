package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One window: pause, keep, close, verify. It lives on its event loop ({@link WindowLifecycle}); the methods here may be
 * called from any thread. Once a Pause was sent it always goes on to a record ({@link #result()}) and to open pods
 * ({@link #settled()}).
 */
public final class Window {
    private final EventLoop loop;
    private final WindowProgress progress;
    private final WindowResults results;
    private final WindowLifecycle lifecycle;
    private final GuardedLoop tasks;

    /**
     * A window that is still to be opened.
     *
     * @param clusters one for each target
     */
    public Window(WindowSpec spec, List<TargetCluster> clusters, WindowContext context) {
        this.loop = context.loop();
        this.progress = new WindowProgress(spec);
        this.results = new WindowResults();
        this.lifecycle = new NewWindow(progress, clusters, context, results);
        this.tasks = lifecycle.parts.tasks;
    }

    private Window(WindowState state, Holder holder, List<TargetCluster> clusters, WindowContext context) {
        this.loop = context.loop();
        this.progress = new WindowProgress(state, holder);
        this.results = new WindowResults();
        this.lifecycle = new AdoptedWindow(state, progress, clusters, context, results);
        this.tasks = lifecycle.parts.tasks;
    }

    /**
     * A window that a journal remembers, taken up by this start of the controller. It goes on by itself: pods that were
     * being paused are opened, an open window stays open until its caller or its limit closes it, pods that were being
     * opened go on being opened. What can't be proven across the gap makes it unproven.
     *
     * @param state what the journal says
     * @param holder the same window, with the nonce of this start
     * @param clusters one for each target of the state, in its order
     */
    public static Window adopt(WindowState state, Holder holder, List<TargetCluster> clusters, WindowContext context) {
        Window window = new Window(state, holder, clusters, context);
        window.tasks.execute(window.lifecycle::begin);
        return window;
    }

    /** The window's ID. */
    public String id() {
        return lifecycle.parts.id();
    }

    /**
     * Prepares and pauses. Fails with a {@link RefusedException} when nothing was paused, or after everything was opened
     * again; in the second case {@link #result()} has the record.
     */
    public CompletionStage<WindowTimes> open() {
        tasks.execute(lifecycle::begin);
        return results.opened;
    }

    /** What {@link #open()} answered, or for an adopted window that it is paused. */
    public CompletionStage<WindowTimes> opened() {
        return results.opened;
    }

    /** When the window is closed by something else than its caller: why, told once the Unpauses are on their way. */
    public CompletionStage<String> closedEarly() {
        return results.closedEarly;
    }

    /** The record. Fails with a {@link RefusedException} when no Pause was sent. */
    public CompletionStage<WindowRecord> result() {
        return results.record;
    }

    /** Completes when nothing is left to do: pods open, locks given back, journal clean. */
    public CompletionStage<Void> settled() {
        return results.settled;
    }

    /** The block returned: the window closes when it has lasted long enough. */
    public void bodyReturned() {
        tasks.execute(lifecycle.hold::bodyReturned);
    }

    /** The block threw: the window closes at once. */
    public void bodyThrew(String what) {
        tasks.execute(() -> lifecycle.close(Cause.BODY_THREW, Sentences.of("The block failed: ", what)));
    }

    /** The closing step came. */
    public void close() {
        tasks.execute(() -> lifecycle.close(Cause.REQUESTED, null));
    }

    /** A person stopped it, or its build ended. Works in every phase. */
    public void abort(String reason) {
        String why = Sentences.of(reason);
        tasks.execute(() -> lifecycle.abort(why));
    }

    /** Somebody who was forced to open these pods said so: whatever comes, this window is not proven. */
    public void disturbed(String what) {
        tasks.execute(() -> lifecycle.disturbed(what));
    }

    /**
     * Keeps the window open.
     *
     * @param seconds how long it is to last
     * @param since from when on; null for {@code pauseCompleted}
     * @return completes then; fails with a {@link RefusedException} as soon as the window is closed before
     */
    public CompletionStage<Void> hold(int seconds, Instant since) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        tasks.execute(() -> lifecycle.hold.keepOpen(seconds, since).whenComplete((lasted, closed) -> {
            if (closed == null) {
                held.complete(null);
            } else {
                held.completeExceptionally(Failures.cause(closed));
            }
        }));
        return held;
    }

    /** What is known of it now, for who looks at an open window. */
    public CompletionStage<WindowState> state() {
        CompletableFuture<WindowState> asked = new CompletableFuture<>();
        tasks.execute(() -> asked.complete(progress.state()));
        return asked;
    }

    /** The clock offset as far as it is known; null while it is not. */
    public ClockOffset clockOffset() {
        return progress.clocks().offset();
    }

    /**
     * Databases' clocks were measured, before it or in it.
     *
     * @param databases what it is for
     */
    public void measured(List<String> databases, List<DatabaseClock> clocks) {
        tasks.execute(() -> lifecycle.measured(databases, clocks));
    }

    /** The pods' pauses as they were when {@link #opened()} completed, or later. */
    public List<PodPause> podPauses() {
        return results.pauses();
    }

    /** The pods that were not open when patience was at an end, as long as they are not. */
    public List<StillPaused> stillPaused() {
        return results.stillPaused();
    }

    /** Tries at once to open what is still paused, and not only when its next try is due. */
    public void tryNow() {
        tasks.execute(lifecycle::tryNow);
    }

    /** Says that the record is kept, so that the window may forget itself once its pods are settled. */
    public void recorded() {
        results.recorded.complete(null);
    }

    /**
     * The controller stops in good order: the journal's entry is written, and the Leases are left to the next start, which
     * goes on at once. To everybody else they are held as before.
     *
     * @return completes when that was done as far as it can be; never fails
     */
    public CompletionStage<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        tasks.execute(() -> lifecycle.parts.handOver().whenComplete((handed, failure) -> done.complete(null)));
        return done;
    }

    /**
     * The controller is being stopped: connections are given back, and nothing else changes. The journal remembers the
     * window, and the next start takes it up.
     */
    public CompletionStage<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                lifecycle.parts.leave();
            } finally {
                left.complete(null);
            }
        });
        return left;
    }
}
