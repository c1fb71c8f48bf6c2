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
 * One window: pause, keep open, close, verify. It runs on its event loop ({@link WindowLifecycle}); the methods of this
 * class may be called from any thread. Once a Pause was sent, it always ends with a record ({@link #result()}) and unpaused
 * pods ({@link #settled()}).
 */
public final class Window {
    private final EventLoop loop;
    private final WindowProgress progress;
    private final WindowResults results;
    private final WindowLifecycle lifecycle;
    private final GuardedLoop tasks;

    /**
     * Creates a window that is yet to be opened.
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
     * Restores a window from the journal in this start of the controller. It continues on its own: pods that were being
     * paused are unpaused, an open window stays open until its caller or its limit closes it, and unpausing continues. What
     * can't be proven across the gap makes it unproven.
     *
     * @param state its state in the journal
     * @param holder the same window's holder, with the nonce of this start
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
     * Prepares and pauses. Fails with a {@link RefusedException} if nothing was paused, or after all pods were unpaused
     * again; in the second case, {@link #result()} has the record.
     */
    public CompletionStage<WindowTimes> open() {
        tasks.execute(lifecycle::begin);
        return results.opened;
    }

    /** The outcome of {@link #open()}; for an adopted window, completes when it is paused. */
    public CompletionStage<WindowTimes> opened() {
        return results.opened;
    }

    /** Completes if the window is closed by anything but its caller, with the reason, once the Unpauses have been sent. */
    public CompletionStage<String> closedEarly() {
        return results.closedEarly;
    }

    /** The record. Fails with a {@link RefusedException} if no Pause was sent. */
    public CompletionStage<WindowRecord> result() {
        return results.record;
    }

    /** Completes when nothing is left to do: pods unpaused, locks released, journal entry deleted. */
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

    /** The closing step ran: the window closes. */
    public void close() {
        tasks.execute(() -> lifecycle.close(Cause.REQUESTED, null));
    }

    /** A person stopped it, or its build ended. Works in every phase. */
    public void abort(String reason) {
        String why = Sentences.of(reason);
        tasks.execute(() -> lifecycle.abort(why));
    }

    /** A forced rescue has unpaused pods of this window, which makes it unproven. */
    public void disturbed(String what) {
        tasks.execute(() -> lifecycle.disturbed(what));
    }

    /**
     * Keeps the window open.
     *
     * @param seconds its minimum duration
     * @param since beginning of that duration; null for {@code pauseCompleted}
     * @return completes at the end of that duration; fails with a {@link RefusedException} as soon as the window is closed
     *     before
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

    /** Its current state, for display. */
    public CompletionStage<WindowState> state() {
        CompletableFuture<WindowState> asked = new CompletableFuture<>();
        tasks.execute(() -> asked.complete(progress.state()));
        return asked;
    }

    /** The clock offset; null while unknown. */
    public ClockOffset clockOffset() {
        return progress.clocks().offset();
    }

    /**
     * Notes measurements of databases' clocks, made before the window or in it.
     *
     * @param databases the window's databases
     */
    public void measured(List<String> databases, List<DatabaseClock> clocks) {
        tasks.execute(() -> lifecycle.measured(databases, clocks));
    }

    /** The pods' pauses as they were when {@link #opened()} completed, or later. */
    public List<PodPause> podPauses() {
        return results.pauses();
    }

    /** The pods that were still paused when the time was up, and still are. */
    public List<StillPaused> stillPaused() {
        return results.stillPaused();
    }

    /** Tries at once to unpause what is still paused, instead of when the next try is due. */
    public void tryNow() {
        tasks.execute(lifecycle::tryNow);
    }

    /** Notes that the record is stored, so that the journal entry may be deleted once its pods are settled. */
    public void recorded() {
        results.recorded.complete(null);
    }

    /**
     * Hands the window over in an orderly stop of the controller: writes the journal entry and leaves the Leases to the
     * next start, which continues at once. To everybody else, they are held as before.
     *
     * @return completes when this is done as far as possible; never fails
     */
    public CompletionStage<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        tasks.execute(() -> lifecycle.parts.handOver().whenComplete((handed, failure) -> done.complete(null)));
        return done;
    }

    /**
     * Closes the connections, because the controller is stopping; nothing else changes. The window stays in the journal,
     * and the next start adopts it.
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
