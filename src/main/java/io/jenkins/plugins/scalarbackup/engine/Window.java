package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One window: pause, keep, close, verify. It lives in the turns of its loop; the public methods may be called from any
 * thread. Once a Pause was sent it always goes on to a record ({@link #result()}) and to open pods ({@link #settled()}).
 *
 * <p>The order of its actions is the protocol (docs/architecture.md); it is what makes the record's claims true.
 */
public final class Window {
    /** When a window is made ready for its end. */
    private static final Duration BEFORE_END = Duration.ofMillis(500);

    private final WindowContext surroundings;
    private final EventLoop loop;
    private final WindowLog log;
    final WindowProgress facts;
    private final List<TargetCluster> clusters;
    final CompletableFuture<WindowTimes> opened = new CompletableFuture<>();
    private final CompletableFuture<String> closedEarly = new CompletableFuture<>();
    final CompletableFuture<WindowRecord> result = new CompletableFuture<>();
    final CompletableFuture<Void> settled = new CompletableFuture<>();
    final CompletableFuture<Void> recorded = new CompletableFuture<>();

    Preparation preparation;
    WindowPods pods = new WindowPods(List.of());
    WindowLocks locks;
    PodOpening opening;
    final WindowClocks clocks;
    final WindowJournal journal;
    final HoldTimer held;
    final ProgressLines progress;
    final WindowEnding ending;
    WindowChecks checks;
    final OutageLimit limit;
    String stopReason;
    /** Of an adopted window: its pods can be asked again. */
    CompletableFuture<?> connected = CompletableFuture.completedFuture(null);
    /** Of an adopted window: it is known whether our clock stepped while the controller was down. */
    CompletableFuture<Void> clocksCompared = CompletableFuture.completedFuture(null);

    volatile List<PodPause> pauses = List.of();
    volatile List<StillPaused> stillPaused = List.of();

    /**
     * A window that is still to be opened.
     *
     * @param clusters one for each target
     */
    public Window(WindowSpec order, List<TargetCluster> clusters, WindowContext surroundings) {
        this(new WindowProgress(order), clusters, surroundings);
    }

    private Window(WindowProgress facts, List<TargetCluster> clusters, WindowContext surroundings) {
        this.surroundings = surroundings;
        this.loop = surroundings.loop();
        this.clocks = new WindowClocks(loop);
        this.log = surroundings.log();
        this.facts = facts;
        this.clusters = List.copyOf(clusters);
        this.journal = new WindowJournal(surroundings, facts);
        this.held = new HoldTimer(loop, facts, clocks);
        this.progress = new ProgressLines(this, loop, log);
        this.ending = new WindowEnding(this, surroundings);
        this.limit = new OutageLimit(loop, facts.parameters.maxOutage(), () -> turn(this::limitReached));
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
    public static Window adopt(
            WindowState state, Holder holder, List<TargetCluster> clusters, WindowContext surroundings) {
        Window window = new Window(new WindowProgress(state, holder), clusters, surroundings);
        window.turn(() -> new Resumption(window, state, clusters, surroundings).begin());
        return window;
    }

    /** The window's ID. */
    public String id() {
        return facts.holder.window();
    }

    /**
     * Prepares and pauses. Fails with a {@link RefusedException} when nothing was paused, or after everything was opened
     * again; in the second case {@link #result()} has the record.
     */
    public CompletionStage<WindowTimes> open() {
        turn(new Pausing(this, clusters, surroundings)::prepare);
        return opened;
    }

    /** What {@link #open()} answered, or for an adopted window that it is paused. */
    public CompletionStage<WindowTimes> opened() {
        return opened;
    }

    /** When the window is closed by something else than its caller: why, told once the Unpauses are on their way. */
    public CompletionStage<String> closedEarly() {
        return closedEarly;
    }

    /** The record. Fails with a {@link RefusedException} when no Pause was sent. */
    public CompletionStage<WindowRecord> result() {
        return result;
    }

    /** Completes when nothing is left to do: pods open, locks given back, journal clean. */
    public CompletionStage<Void> settled() {
        return settled;
    }

    /** The block returned: the window closes when it has lasted long enough. */
    public void bodyReturned() {
        turn(() -> {
            if (facts.phase == Phase.OPEN) {
                facts.bodyReturned = true;
                if (!closeWhenLongEnough().isDone()) {
                    // After a restart nobody says it a second time.
                    journal.write();
                }
            }
        });
    }

    CompletableFuture<Void> closeWhenLongEnough() {
        Instant end = facts.pauseCompleted.plus(facts.parameters.skewWindow());
        if (loop.now().isBefore(end.minus(BEFORE_END))) {
            held.until(end.minus(BEFORE_END)).thenRun(() -> turn(() -> checks.expectEnd(end)));
        }
        CompletableFuture<Void> lasted = held.longEnough(end);
        lasted.whenComplete((done, closed) -> turn(() -> close(Cause.REQUESTED, null)));
        return lasted;
    }

    /** The block threw: the window closes at once. */
    public void bodyThrew(String what) {
        turn(() -> close(Cause.BODY_THREW, Sentences.of("The block failed: ", what)));
    }

    /** The closing step came. */
    public void close() {
        turn(() -> close(Cause.REQUESTED, null));
    }

    /** A person stopped it, or its build ended. Works in every phase. */
    public void abort(String reason) {
        String why = Sentences.of(reason);
        turn(() -> {
            if (facts.phase == Phase.PREPARING) {
                stopReason = why;
                if (preparation == null) {
                    refuse(new RefusedException(why));
                } else {
                    preparation.cancel();
                }
            } else if (facts.phase == Phase.PAUSING) {
                rollBack(Cause.ABORT, why);
            } else {
                close(Cause.ABORT, why);
            }
        });
    }

    /** Somebody who was forced to open these pods said so: whatever comes, this window is not proven. */
    public void disturbed(String what) {
        turn(() -> {
            if (locks != null) {
                locks.doubt();
            }
            windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, what);
        });
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
        turn(() -> {
            if (facts.phase != Phase.OPEN) {
                held.completeExceptionally(new RefusedException("Window " + id()
                        + (facts.phase == Phase.PREPARING || facts.phase == Phase.PAUSING
                                ? " is not open yet."
                                : " was closed before: " + facts.whyClosed())));
                return;
            }
            Instant end = (since == null ? facts.pauseCompleted : since).plusSeconds(seconds);
            // What lies before the pause can't be asked of it.
            long asked = Math.max(
                    0,
                    Math.min(
                            seconds * 1000L,
                            Duration.between(facts.pauseCompleted, end).toMillis()));
            if (asked < seconds * 1000L) {
                log.line("Of the " + seconds + " s since " + since + " only " + asked + " ms lie in window " + id()
                        + ", which is paused since " + facts.pauseCompleted + ".");
            }
            facts.requestedMillis = Math.max(facts.requestedMillis, asked);
            journal.write();
            this.held.longEnough(end).whenComplete((lasted, closed) -> {
                if (closed == null) {
                    held.complete(null);
                } else {
                    held.completeExceptionally(LoopFutures.cause(closed));
                }
            });
        });
        return held;
    }

    /** What is known of it now, for who looks at an open window. */
    public CompletionStage<WindowState> state() {
        CompletableFuture<WindowState> asked = new CompletableFuture<>();
        turn(() -> asked.complete(facts.state()));
        return asked;
    }

    /** The clock offset as far as it is known; null while it is not. */
    public ClockOffset clockOffset() {
        return facts.clockOffset;
    }

    /** The pods' pauses as they were when {@link #opened()} completed, or later. */
    public List<PodPause> podPauses() {
        return pauses;
    }

    /** The pods that were not open when patience was at an end, as long as they are not. */
    public List<StillPaused> stillPaused() {
        return stillPaused;
    }

    /** Tries at once to open what is still paused, and not only when its next try is due. */
    public void tryNow() {
        turn(() -> pods.toBeOpened().forEach(PodPauser::tryNow));
    }

    /** Says that the record is kept, so that the window may forget itself once its pods are settled. */
    public void recorded() {
        recorded.complete(null);
    }

    /**
     * The controller stops in good order: the journal's entry is written, and the Leases are left to the next start, which
     * goes on at once. To everybody else they are held as before.
     *
     * @return completes when that was done as far as it can be; never fails
     */
    public CompletionStage<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turn(() -> {
            if (locks == null || facts.phase == Phase.PREPARING) {
                done.complete(null);
                return;
            }
            journal.handOver()
                    .thenCompose(written -> written ? locks.handOver() : CompletableFuture.completedFuture(null))
                    .whenComplete((handed, failure) -> done.complete(null));
        });
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
                limit.over();
                facts.targets.forEach(TargetInWindow::closeWatch);
                pods.gates().forEach(PodPauser::close);
                clusters.forEach(TargetCluster::close);
            } finally {
                left.complete(null);
            }
        });
        return left;
    }

    void refuse(Throwable why) {
        facts.phase = Phase.ENDED;
        RefusedException refusal = why instanceof RefusedException refused
                ? refused
                : new RefusedException(LoopFutures.sentence(why), why);
        giveBack(WindowLocks.REFUSED).thenCompose(done -> journal.forget()).whenComplete((done, ignored) -> {
            opened.completeExceptionally(refusal);
            result.completeExceptionally(refusal);
            settled.complete(null);
        });
    }

    void rollBack(Cause cause, String reason) {
        facts.reasons.add(reason);
        facts.cause = cause;
        openPods();
        // Production first: a log that hangs or fails must not keep it waiting.
        log.line("Opening all pods again: " + reason);
    }

    void podDrift(TargetInWindow target, List<Drift> seen) {
        if (target.note(seen)) {
            drifted(seen.get(0).detail());
        }
    }

    void windowDrift(DriftKind kind, Drift.SeenBy seenBy, String detail) {
        if (facts.phase != Phase.ENDED && facts.note(new Drift(kind, null, null, loop.now(), seenBy, detail))) {
            drifted(detail);
        }
    }

    /** Drift ends a pause and an open window at once; before, the pause is not begun, and after, it is only noted. */
    private void drifted(String detail) {
        if (facts.phase == Phase.PAUSING) {
            rollBack(Cause.PAUSE_FAILED, "The pods changed while they were paused: " + detail + ".");
        } else if (facts.phase == Phase.OPEN) {
            close(Cause.DRIFT, null);
            log.line("The window can't be proven any more: " + detail + ".");
        }
    }

    void limitReached() {
        String reason = "maxOutage (" + facts.parameters.maxOutage().toSeconds()
                + " s) was reached: production is opened whatever else is going on.";
        if (facts.phase == Phase.PAUSING) {
            rollBack(Cause.LIMIT, reason);
        } else if (facts.phase == Phase.CLOSING) {
            // The closing check hangs at a pod.
            cutShort(Cause.LIMIT, reason);
        } else if (facts.phase == Phase.OPEN) {
            close(Cause.LIMIT, reason);
        } else {
            pods.toBeOpened().forEach(PodPauser::tryNow);
        }
    }

    private void close(Cause cause, String reason) {
        if (facts.phase != Phase.OPEN) {
            return;
        }
        facts.cause = cause;
        if (reason != null) {
            facts.reasons.add(reason);
        }
        facts.clockStrayedMillis = Math.max(facts.clockStrayedMillis, clocks.strayed());
        facts.phase = Phase.CLOSING;
        if (cause == Cause.REQUESTED || cause == Cause.BODY_THREW) {
            checks.close(connected);
        } else {
            // Production first. What the last poll proved stays proven; before the first one, nothing is.
            facts.verifiedUntil = facts.lastProven;
            openPods();
        }
        held.end();
    }

    /** The closing check was not answered by all; the last poll that was is what is proven. */
    private void cutShort(Cause cause, String reason) {
        facts.cause = cause;
        facts.reasons.add(reason);
        facts.verifiedUntil = facts.lastProven;
        openPods();
    }

    /** Opens a pod that has just said that it was closed, while others have not: production waits for none of them. */
    void openPod(PodPauser gate) {
        if (facts.phase == Phase.CLOSING) {
            beginOpening();
            opening.open(gate);
        }
    }

    /** Opens all pods, and goes on when they are open. */
    void openPods() {
        facts.phase = Phase.UNPAUSING;
        goOnOpening();
        // Neither the disk nor the processor must lengthen the outage.
        opening.rush().thenRun(() -> turn(journal::write));
    }

    void goOnOpening() {
        beginOpening();
        opening.openAll();
        opening.settled().thenRun(limit::over);
        opening.opened().thenAccept(left -> turn(() -> ending.podsOpen(left)));
        progress.say(Phase.UNPAUSING, () -> "unpausing: still waiting for " + WindowPods.names(pods.toBeOpened()));
        tellClosedEarly();
    }

    private void tellClosedEarly() {
        if (facts.cause != Cause.REQUESTED && facts.cause != Cause.BODY_THREW) {
            closedEarly.complete(facts.whyClosed());
        }
    }

    private void beginOpening() {
        if (opening == null) {
            opening = new PodOpening(loop, pods, this::locksOf, this::noteInterruption, limit, log);
            facts.unpauseStarted = facts.unpauseStarted == null ? loop.now() : facts.unpauseStarted;
        }
    }

    /** What looks after pods and locks, once these are known. */
    void makeChecks() {
        checks = new WindowChecks(this, loop, facts, pods, locks, clocks, journal);
    }

    /** That a pod is not ours is on its way to the disk at once, and from the next renewal on in its Lease. */
    void hearOfOthersPauses() {
        pods.gates()
                .forEach(gate -> gate.whenNotOurs(() -> turn(() -> {
                    locks.disclaim(Set.of(gate.pod().uid()));
                    journal.write();
                })));
    }

    /** From their next renewal on, the Leases claim none of these pods. */
    void disclaim(Predicate<PodPauser> isNotOurs) {
        locks.disclaim(pods.gates().stream()
                .filter(isNotOurs)
                .map(gate -> gate.pod().uid())
                .collect(Collectors.toSet()));
    }

    WindowLocks locksOf(PodPauser gate) {
        return facts.targets.stream()
                .map(target -> target.before().owners().get(gate.pod().uid()))
                .filter(Objects::nonNull)
                .findFirst()
                .map(locks::on)
                .orElse(locks);
    }

    void noteInterruption(WindowLocks reclaimed) {
        reclaimed.interruption().ifPresent(what -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.AFTER, what));
    }

    /** Gives back what was taken of the clusters. */
    CompletableFuture<Void> giveBack(Duration patience) {
        limit.over();
        facts.targets.forEach(TargetInWindow::closeWatch);
        pods.gates().forEach(PodPauser::close);
        CompletableFuture<Void> released =
                locks == null ? CompletableFuture.completedFuture(null) : locks.release(patience);
        return released.handle((done, failure) -> {
            clusters.forEach(TargetCluster::close);
            return null;
        });
    }

    /** Runs something as a turn. An error of ours must not leave pods paused. */
    void turn(Runnable action) {
        loop.execute(() -> guarded(action));
    }

    /** Runs something in the turn that is going on. */
    void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    private void failed(Throwable bug) {
        String reason = Sentences.of(LoopFutures.sentence(bug));
        switch (facts.phase) {
            case PREPARING -> refuse(new RefusedException("The window could not be prepared: " + reason, bug));
            case PAUSING -> rollBack(Cause.ERROR, reason);
            case OPEN -> close(Cause.ERROR, reason);
            case CLOSING -> cutShort(Cause.ERROR, reason);
            default -> log.line("WARNING: " + reason);
        }
    }
}
