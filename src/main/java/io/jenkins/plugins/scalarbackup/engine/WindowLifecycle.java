package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The window on its event loop. It gives each phase what that needs, receives the result, and alone writes phase
 * ({@link WindowEvent}), progress and journal. The order of its actions is the protocol (docs/architecture.md), which makes
 * the record's claims true.
 */
abstract class WindowLifecycle implements WindowListener {
    /** Its components. */
    final WindowParts parts;

    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final WindowLog log;
    private final WindowProgress progress;
    private final WindowJournal journal;
    /** How long it is kept open. */
    final WindowHold hold;

    final Unpausing unpausing;

    /** For an adopted window: completes when its pods are connected again. */
    private CompletableFuture<?> connected = CompletableFuture.completedFuture(null);

    WindowLifecycle(
            WindowProgress progress, List<TargetCluster> clusters, WindowContext context, WindowResults results) {
        this.parts = new WindowParts(progress, clusters, context, results, this::failed, this::limitReached);
        this.loop = parts.loop;
        this.tasks = parts.tasks;
        this.log = parts.log;
        this.progress = progress;
        this.journal = parts.journal;
        this.hold = new WindowHold(parts, () -> close(Cause.REQUESTED, null));
        this.unpausing = new Unpausing(parts, this);
    }

    /** Begins, or continues. To be called in a task of the loop. */
    abstract void begin();

    /** Notes measurements of databases' clocks, made before the window or in it. Ignored once it has ended. */
    void measured(List<String> databases, List<DatabaseClock> clocksOfThose) {
        if (!progress.is(Phase.ENDED)) {
            progress.clocks().measured(databases, clocksOfThose);
            journal.write();
        }
    }

    CompletableFuture<?> connected() {
        return connected;
    }

    /** For an adopted window: sets the future that completes when its pods are connected again. */
    void setConnected(CompletableFuture<?> reconnected) {
        connected = reconnected;
    }

    /** Nothing was paused, and nothing will be. */
    void refuse(Throwable why) {
        progress.on(WindowEvent.REFUSED);
        RefusedException refusal =
                why instanceof RefusedException refused ? refused : new RefusedException(Failures.sentence(why), why);
        parts.release(ProtocolTimes.REFUSED_RELEASE_TIMEOUT)
                .thenCompose(done -> journal.forget())
                .whenComplete((done, ignored) -> parts.results.refused(refusal));
    }

    /** Starts to poll the open window every second. */
    void poll() {
        new WindowPoll(loop, tasks, progress, parts.pods(), parts.locks(), parts.clocks, this).begin();
    }

    // While it is open

    @Override
    public void proven(Instant until) {
        progress.setLastProven(until);
        journal.noteProven(until);
    }

    @Override
    public void podDrift(TargetInWindow target, List<Drift> seen) {
        if (target.note(seen)) {
            drifted(seen.get(0).detail());
        }
    }

    @Override
    public void windowDrift(DriftKind kind, Drift.SeenBy seenBy, String detail) {
        if (!progress.is(Phase.ENDED) && progress.note(new Drift(kind, loop.now(), seenBy, detail))) {
            drifted(detail);
        }
    }

    /** Drift ends a pause or an open window at once. Before, it prevents the pause; after, it is only noted. */
    private void drifted(String detail) {
        if (progress.is(Phase.PAUSING)) {
            rollBack(Cause.PAUSE_FAILED, "The pods changed while they were paused: " + detail + ".");
        } else if (progress.is(Phase.OPEN)) {
            close(Cause.DRIFT, null);
            log.line("The window can't be proven any more: " + detail + ".");
        }
    }

    /** A forced rescue has unpaused its pods and taken its locks. */
    void disturbed(String what) {
        if (parts.locks() != null) {
            parts.locks().distrust();
        }
        windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, what);
    }

    /** A person stopped it, or its build ended. Works in every phase. */
    void abort(String why) {
        if (progress.is(Phase.PAUSING)) {
            rollBack(Cause.ABORT, why);
        } else {
            close(Cause.ABORT, why);
        }
    }

    private void limitReached() {
        String reason = "maxOutage (" + progress.parameters().maxOutage().toSeconds()
                + " s) was reached: production is opened whatever else is going on.";
        switch (progress.phase()) {
            case PAUSING -> rollBack(Cause.LIMIT, reason);
            // The closing check is waiting for a pod.
            case CLOSING -> cutShort(Cause.LIMIT, reason);
            case OPEN -> close(Cause.LIMIT, reason);
            default -> tryNow();
        }
    }

    /** An internal error must not leave pods paused. */
    private void failed(Throwable bug) {
        String reason = Sentences.of(Failures.sentence(bug));
        switch (progress.phase()) {
            case PREPARING -> refuse(new RefusedException("The window could not be prepared: " + reason, bug));
            case PAUSING -> rollBack(Cause.ERROR, reason);
            case OPEN -> close(Cause.ERROR, reason);
            case CLOSING -> cutShort(Cause.ERROR, reason);
            default -> log.line("WARNING: " + reason);
        }
    }

    // Its end

    void rollBack(Cause cause, String reason) {
        progress.closedBy(cause, reason);
        unpausePods(WindowEvent.ROLLED_BACK);
        // Unpause first: a log that hangs or fails must not delay it.
        log.line("Opening all pods again: " + reason);
    }

    void close(Cause cause, String reason) {
        if (!progress.is(Phase.OPEN)) {
            return;
        }
        progress.clocks().noteDeviation(parts.clocks.deviationMillis());
        if (cause == Cause.REQUESTED || cause == Cause.BODY_THREW) {
            progress.closedBy(cause, reason);
            progress.on(WindowEvent.CLOSE_BEGUN);
            beginClosing();
        } else {
            cutShort(cause, reason);
        }
        hold.end();
    }

    /** Ends the window at once. It is proven until the last poll, and not at all before the first one. */
    void cutShort(Cause cause, String reason) {
        progress.closedBy(cause, reason);
        progress.setVerifiedUntil(progress.lastProven());
        unpausePods(WindowEvent.CUT_SHORT);
    }

    private void beginClosing() {
        if (!parts.locks().areTrusted() && !parts.locks().areBeingResumed()) {
            progress.note(new Drift(
                    DriftKind.LOCK_LOST,
                    loop.now(),
                    Drift.SeenBy.CLOSE,
                    "the lock is not known to be ours any more ("
                            + parts.locks().untrusted() + ")"));
            // Nothing can be proven any more, so production waits for no check.
            cutShort(progress.cause(), null);
            return;
        }
        parts.clocks.reportStep(this);
        connected.thenRun(() -> tasks.execute(this::runClosingCheck));
    }

    private void runClosingCheck() {
        if (!progress.is(Phase.CLOSING)) {
            return;
        }
        progress.setVerifiedUntil(loop.now());
        // Each pod is unpaused when it has answered, and all as soon as one does not answer that it is paused.
        CompletableFuture<ClosingCheck.Outcome> answered = new ClosingCheck(
                        loop, tasks, progress.targets(), parts.pods())
                .run(parts.locks().areTrusted(), this::unpausePod);
        if (progress.endsAt() == null) {
            // Written while the answers arrive: after a crash from here on, pods may be unpaused because we unpaused
            // them.
            journal.write();
        }
        answered.thenAccept(closed -> tasks.guard(() -> closingCheckAnswered(closed)));
    }

    private void closingCheckAnswered(ClosingCheck.Outcome closed) {
        if (progress.is(Phase.CLOSING)) {
            closed.drift().forEach(one -> one.target().note(one.seen()));
            unpausePods(WindowEvent.CLOSED);
        }
    }

    /** Unpauses a pod that has just answered that it is paused, without waiting for the others. */
    private void unpausePod(PodGate gate) {
        if (progress.is(Phase.CLOSING)) {
            unpausing.unpause(gate);
        }
    }

    /** Unpauses all pods, and continues when they are unpaused. */
    void unpausePods(WindowEvent why) {
        progress.on(why);
        // Neither the disk nor the processor must lengthen the outage.
        unpausing.unpauseAll().thenRun(() -> tasks.execute(journal::write));
    }

    /** Tries at once to unpause what is still paused, instead of when the next try is due. */
    void tryNow() {
        parts.pods().toUnpause().forEach(gate -> gate.unpauser().tryNow());
    }
}
