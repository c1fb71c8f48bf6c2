package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The window on its event loop. It hands each phase what that needs, hears what came of it, and is the only one to write
 * that down: phase ({@link WindowEvent}), progress, journal. The order of its actions is the protocol
 * (docs/architecture.md); it is what makes the record's claims true.
 */
abstract class WindowLifecycle implements WindowListener {
    /** What it is made of. */
    final WindowParts parts;

    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final WindowLog log;
    private final WindowProgress progress;
    private final WindowJournal journal;
    /** How long it is kept open. */
    final WindowHold hold;

    final Unpausing unpausing;

    /** Of an adopted window: its pods can be asked again. */
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

    /** Begins, or goes on. To be called in a task of the loop. */
    abstract void begin();

    /** Databases' clocks were measured, before it or in it. Once it has ended its record stands. */
    void measured(List<String> databases, List<DatabaseClock> clocksOfThose) {
        if (!progress.is(Phase.ENDED)) {
            progress.clocks().measured(databases, clocksOfThose);
            journal.write();
        }
    }

    CompletableFuture<?> connected() {
        return connected;
    }

    /** Of an adopted window: its pods can be asked again when that completes. */
    void podsCanBeAskedAfter(CompletableFuture<?> reconnected) {
        connected = reconnected;
    }

    /** Nothing was paused, and nothing will be. */
    void refuse(Throwable why) {
        progress.on(WindowEvent.REFUSED);
        RefusedException refusal =
                why instanceof RefusedException refused ? refused : new RefusedException(Failures.sentence(why), why);
        parts.giveBack(WindowLocks.REFUSED)
                .thenCompose(done -> journal.forget())
                .whenComplete((done, ignored) -> parts.results.refused(refusal));
    }

    /** Looks after an open window each second from now on. */
    void poll() {
        new WindowPoll(loop, tasks, progress, parts.pods(), parts.locks(), parts.clocks, this).begin();
    }

    // While it is open

    @Override
    public void proven(Instant until) {
        progress.lastProven(until);
        journal.proven(until);
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

    /** Drift ends a pause and an open window at once; before, the pause is not begun, and after, it is only noted. */
    private void drifted(String detail) {
        if (progress.is(Phase.PAUSING)) {
            rollBack(Cause.PAUSE_FAILED, "The pods changed while they were paused: " + detail + ".");
        } else if (progress.is(Phase.OPEN)) {
            close(Cause.DRIFT, null);
            log.line("The window can't be proven any more: " + detail + ".");
        }
    }

    /** Somebody was forced to open its pods, and its locks are theirs. */
    void disturbed(String what) {
        if (parts.locks() != null) {
            parts.locks().doubt();
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
            // The closing check hangs at a pod.
            case CLOSING -> cutShort(Cause.LIMIT, reason);
            case OPEN -> close(Cause.LIMIT, reason);
            default -> tryNow();
        }
    }

    /** An error of ours must not leave pods paused. */
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
        openPods(WindowEvent.ROLLED_BACK);
        // Production first: a log that hangs or fails must not keep it waiting.
        log.line("Opening all pods again: " + reason);
    }

    void close(Cause cause, String reason) {
        if (!progress.is(Phase.OPEN)) {
            return;
        }
        progress.clocks().strayed(parts.clocks.strayed());
        if (cause == Cause.REQUESTED || cause == Cause.BODY_THREW) {
            progress.closedBy(cause, reason);
            progress.on(WindowEvent.CLOSE_BEGUN);
            beginClosing();
        } else {
            cutShort(cause, reason);
        }
        hold.end();
    }

    /** Production first. What the last poll proved stays proven; before the first one, nothing is. */
    void cutShort(Cause cause, String reason) {
        progress.closedBy(cause, reason);
        progress.verifiedUntil(progress.lastProven());
        openPods(WindowEvent.CUT_SHORT);
    }

    private void beginClosing() {
        if (!parts.locks().areTrusted() && !parts.locks().areBeingResumed()) {
            progress.note(new Drift(
                    DriftKind.LOCK_LOST,
                    loop.now(),
                    Drift.SeenBy.CLOSE,
                    "the lock is not known to be ours any more ("
                            + parts.locks().untrusted() + ")"));
            // Nothing is proven any more, so production waits for no check.
            cutShort(progress.cause(), null);
            return;
        }
        parts.clocks.tellStep(this);
        connected.thenRun(() -> tasks.execute(this::checkClosed));
    }

    private void checkClosed() {
        if (!progress.is(Phase.CLOSING)) {
            return;
        }
        progress.verifiedUntil(loop.now());
        // Each is opened when it has answered, all are with the first that does not say that it was closed.
        CompletableFuture<ClosingCheck.Closed> answered = new ClosingCheck(
                        loop, tasks, progress.targets(), parts.pods())
                .run(parts.locks().areTrusted(), this::openPod);
        if (progress.endsAt() == null) {
            // While the answers are on their way: after a crash in what follows, pods are open because we opened them.
            journal.write();
        }
        answered.thenAccept(closed -> tasks.guard(() -> closed(closed)));
    }

    private void closed(ClosingCheck.Closed closed) {
        if (progress.is(Phase.CLOSING)) {
            closed.drift().forEach(one -> one.target().note(one.seen()));
            openPods(WindowEvent.CLOSED);
        }
    }

    /** Opens a pod that has just said that it was closed, while others have not: production waits for none of them. */
    private void openPod(PodGate gate) {
        if (progress.is(Phase.CLOSING)) {
            unpausing.open(gate);
        }
    }

    /** Opens all pods, and goes on when they are open. */
    void openPods(WindowEvent why) {
        progress.on(why);
        // Neither the disk nor the processor must lengthen the outage.
        unpausing.openAll().thenRun(() -> tasks.execute(journal::write));
    }

    /** Tries at once to open what is still paused, and not only when its next try is due. */
    void tryNow() {
        parts.pods().toBeOpened().forEach(gate -> gate.unpauser().tryNow());
    }
}
