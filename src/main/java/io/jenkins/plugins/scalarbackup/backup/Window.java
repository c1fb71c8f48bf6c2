package io.jenkins.plugins.scalarbackup.backup;

import io.jenkins.plugins.scalarbackup.backup.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.backup.WindowState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One window: pause, keep, close, verify. It lives in the turns of its loop; the public methods may be called from any
 * thread. Once a Pause was sent it always goes on to a record ({@link #result()}) and to open pods ({@link #settled()}).
 *
 * <p>The order of its actions is the protocol (docs/architecture.md); it is what makes the record's claims true.
 */
public final class Window {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(3);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration PROOF_TO_JOURNAL = Duration.ofSeconds(10);
    private static final Duration JOURNAL_AGAIN = Duration.ofSeconds(5);

    private final WindowSurroundings surroundings;
    private final Loop loop;
    private final Turns turns;
    private final WindowLog log;
    private final WindowFacts facts;
    private final List<TargetCluster> clusters;

    private final CompletableFuture<WindowTimes> opened = new CompletableFuture<>();
    private final CompletableFuture<String> closedEarly = new CompletableFuture<>();
    private final CompletableFuture<WindowRecord> result = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> recorded = new CompletableFuture<>();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    private Preparation preparation;
    private PausedPods pods = new PausedPods(List.of());
    private WindowLocks locks;
    private PodOpening opening;
    private final WindowClocks clocks;
    private Loop.Timer limit = () -> {};
    private String stopReason;
    private boolean pollUnderWay;
    private boolean isForgotten;
    private Instant provenInJournal;
    /** Of an adopted window: its pods can be asked again. */
    private CompletableFuture<?> connected = CompletableFuture.completedFuture(null);
    /** Of an adopted window: it is known whether our clock stepped while the controller was down. */
    private CompletableFuture<Void> clocksCompared = CompletableFuture.completedFuture(null);

    private volatile List<PodPause> pauses = List.of();
    private volatile List<StillPaused> stillPaused = List.of();

    /**
     * A window that is still to be opened.
     *
     * @param clusters one for each target
     */
    public Window(WindowOrder order, List<TargetCluster> clusters, WindowSurroundings surroundings) {
        this(new WindowFacts(order), clusters, surroundings);
    }

    private Window(WindowFacts facts, List<TargetCluster> clusters, WindowSurroundings surroundings) {
        this.surroundings = surroundings;
        this.loop = surroundings.loop();
        this.turns = new Turns(loop);
        this.clocks = new WindowClocks(loop);
        this.log = surroundings.log();
        this.facts = facts;
        this.clusters = List.copyOf(clusters);
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
            WindowState state, Holder holder, List<TargetCluster> clusters, WindowSurroundings surroundings) {
        Window window = new Window(new WindowFacts(state, holder), clusters, surroundings);
        window.turn(() -> window.adopt(state));
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
        turn(this::prepare);
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
                // After a restart nobody says it a second time.
                journal();
                closeWhenLongEnough();
            }
        });
    }

    private void closeWhenLongEnough() {
        keepLongEnough(facts.pauseCompleted.plus(facts.parameters.skewWindow()))
                .whenComplete((lasted, closed) -> turn(() -> close(Cause.REQUESTED, null)));
    }

    /** The block threw: the window closes at once. */
    public void bodyThrew(String what) {
        turn(() -> close(Cause.BODY_THREW, "The block failed: " + what));
    }

    /** The closing step came. */
    public void close() {
        turn(() -> close(Cause.REQUESTED, null));
    }

    /** A person stopped it, or its build ended. Works in every phase. */
    public void abort(String why) {
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
        turn(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, what));
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
                                : " was closed before: " + whyClosed())));
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
            journal();
            keepLongEnough(end).whenComplete((lasted, closed) -> {
                if (closed == null) {
                    held.complete(null);
                } else {
                    held.completeExceptionally(Turns.cause(closed));
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
        turn(() -> pods.toBeOpened().forEach(PodGate::tryNow));
    }

    /** Says that the record is kept, so that the window may forget itself once its pods are settled. */
    public void recorded() {
        recorded.complete(null);
    }

    // --- before the pause -------------------------------------------------------------------------------------------

    private void prepare() {
        if (stopReason != null) {
            return;
        }
        log.line("Preparing window " + id() + " on "
                + String.join(", ", clusters.stream().map(TargetCluster::named).toList())
                + ": lock, snapshot, pre-flight, connections.");
        preparation = new Preparation(
                loop,
                facts.holder,
                facts.parameters,
                clusters,
                surroundings.localLeases(),
                log,
                (target, drift) -> turn(() -> podDrift(target, drift)));
        preparation
                .run()
                .whenComplete((prepared, failure) -> turn(() -> {
                    facts.targets = preparation.targets();
                    facts.warnings.addAll(preparation.warnings());
                    locks = new WindowLocks(loop, preparation.locks());
                    facts.targets.forEach(target ->
                            target.isLeased(locks.wereLeasesOn(target.target().workloads())));
                    pods = new PausedPods(preparation.gates());
                    if (stopReason != null) {
                        refuse(new RefusedException(stopReason));
                    } else if (failure != null) {
                        refuse(Turns.cause(failure));
                    } else {
                        beginPause();
                    }
                }));
    }

    private void beginPause() {
        try {
            // The intent, before anything is sent: whoever finds this entry after a crash opens these pods.
            facts.phase = Phase.PAUSING;
            surroundings.journal().write(facts.state());
        } catch (IOException failure) {
            refuse(new RefusedException("The journal of open pauses could not be written (" + failure.getMessage()
                    + "), and nothing is paused that a crash could leave forgotten. Mend the controller's disk."));
            return;
        } finally {
            facts.phase = facts.phase == Phase.ENDED ? Phase.ENDED : Phase.PREPARING;
        }
        locks.tellOfPause(loop.now());
        locks.renew()
                .whenComplete((renewed, failure) -> turn(() -> {
                    if (stopReason != null) {
                        refuse(new RefusedException(stopReason));
                    } else if (failure != null) {
                        refuse(Turns.cause(failure));
                    } else if (!locks.areTrusted()) {
                        refuse(new RefusedException(
                                "The lock ran out before the pause could begin (" + locks.untrusted()
                                        + "). The controller or the API server is slow; run the build again."));
                    } else if (!facts.allDrift().isEmpty()) {
                        refuse(new RefusedException("The pods changed while the window was prepared: "
                                + facts.allDrift().get(0).detail() + ". Run the build again when they are settled."));
                    } else {
                        pause();
                    }
                }));
    }

    private void refuse(Throwable why) {
        facts.phase = Phase.ENDED;
        RefusedException refusal =
                why instanceof RefusedException refused ? refused : new RefusedException(Turns.sentence(why), why);
        forget(Duration.ZERO).whenComplete((done, ignored) -> {
            opened.completeExceptionally(refusal);
            result.completeExceptionally(refusal);
            settled.complete(null);
        });
    }

    // --- pause ------------------------------------------------------------------------------------------------------

    private void pause() {
        facts.phase = Phase.PAUSING;
        locks.keep(lost -> turn(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        log.line("Pausing " + pods.size() + (pods.size() == 1 ? " pod" : " pods") + " of "
                + String.join(
                        ", ",
                        facts.targets.stream()
                                .map(target -> target.target().named())
                                .toList())
                + ".");
        facts.pauseStarted = loop.now();
        clocks.note();
        limit = loop.after(facts.parameters.maxOutage(), () -> turn(this::limitReached));
        progress(Phase.PAUSING, () -> "draining: " + pods.drained() + " of " + pods.size() + " pods done");
        pods.pause(facts.parameters.maxPauseWait())
                .whenComplete((drained, failure) -> turn(() -> {
                    if (facts.phase != Phase.PAUSING) {
                        return;
                    }
                    if (failure != null) {
                        rollBack(Cause.PAUSE_FAILED, Turns.sentence(failure));
                    } else {
                        confirmPause();
                    }
                }));
    }

    private void confirmPause() {
        pods.check(CHECK)
                .thenAccept(check -> turn(() -> {
                    if (facts.phase != Phase.PAUSING) {
                        return;
                    }
                    if (!check.open().isEmpty()) {
                        rollBack(
                                Cause.PAUSE_FAILED,
                                "Pod " + PausedPods.names(check.open())
                                        + " answered that it had paused and is open again:"
                                        + " another client paused it at the same time and its time-out opened it.");
                    } else if (!check.silent().isEmpty()) {
                        rollBack(
                                Cause.PAUSE_FAILED,
                                "Pod " + PausedPods.names(check.silent()) + " did not say whether it is paused: "
                                        + check.firstError());
                    } else {
                        begin();
                    }
                }));
    }

    private void rollBack(Cause cause, String reason) {
        log.line("Opening all pods again: " + reason);
        facts.reasons.add(reason);
        facts.cause = cause;
        openPods();
    }

    // --- the window -------------------------------------------------------------------------------------------------

    private void begin() {
        facts.phase = Phase.OPEN;
        facts.pauseCompleted = loop.now();
        journal();
        log.line("All " + pods.size() + " pods are drained and paused since " + facts.pauseCompleted + " (took "
                + Duration.between(facts.pauseStarted, facts.pauseCompleted).toMillis() + " ms).");
        progress(Phase.OPEN, this::windowProgress);
        clocks.measure(facts.targets)
                .thenAccept(measured -> turn(() -> {
                    facts.clockOffset = measured;
                    journal();
                }));
        poll();
        pauses = pods.gates().stream().map(PodGate::recorded).toList();
        opened.complete(facts.times());
    }

    private String windowProgress() {
        long open = Duration.between(facts.pauseCompleted, loop.now()).toSeconds();
        long wanted = facts.requestedMillis / 1000;
        String paused = pods.size() + (pods.size() == 1 ? " pod" : " pods") + " paused";
        return open <= wanted
                ? "window: " + open + " of " + wanted + " s, " + paused
                : "window: " + open + " s, waiting for the block to end, " + paused;
    }

    private void poll() {
        loop.after(
                POLL,
                () -> turn(() -> {
                    if (facts.phase != Phase.OPEN) {
                        return;
                    }
                    poll();
                    if (!locks.areTrusted() && !locks.areBeingResumed()) {
                        windowDrift(
                                DriftKind.LOCK_LOST,
                                Drift.SeenBy.POLL,
                                "the lock could not be renewed in time (" + locks.untrusted()
                                        + "), so another window may have begun");
                        return;
                    }
                    if (clocksStepped() || pollUnderWay) {
                        return;
                    }
                    pollUnderWay = true;
                    Instant sent = loop.now();
                    pods.check(CHECK)
                            .thenAccept(check -> turn(() -> {
                                pollUnderWay = false;
                                if (facts.phase != Phase.OPEN) {
                                    return;
                                }
                                if (check.allClosed()) {
                                    proven(sent);
                                }
                                // A pod that did not answer may be slow; the closing check will tell, and the watch if
                                // it is gone.
                                notPaused(check.open(), Drift.SeenBy.POLL);
                            }));
                }));
    }

    private void proven(Instant until) {
        facts.lastProven = until;
        // What is proven at the limit after a crash is what is known from here.
        if (provenInJournal == null || Duration.between(provenInJournal, until).compareTo(PROOF_TO_JOURNAL) >= 0) {
            provenInJournal = until;
            journal();
        }
    }

    private void notPaused(List<PodGate> open, Drift.SeenBy seenBy) {
        for (TargetInWindow target : facts.targets) {
            podDrift(
                    target,
                    target.gates().stream()
                            .filter(open::contains)
                            .map(gate -> new Drift(
                                    DriftKind.NOT_PAUSED,
                                    gate.pod().name(),
                                    gate.pod().uid(),
                                    loop.now(),
                                    seenBy,
                                    "pod " + gate.pod().name() + " is not paused any more: somebody opened it"))
                            .toList());
        }
    }

    private void podDrift(TargetInWindow target, List<Drift> seen) {
        if (target.note(seen)) {
            drifted(seen.get(0).detail());
        }
    }

    private void windowDrift(DriftKind kind, Drift.SeenBy seenBy, String detail) {
        if (facts.phase != Phase.ENDED && facts.note(new Drift(kind, null, null, loop.now(), seenBy, detail))) {
            drifted(detail);
        }
    }

    /** Drift ends a pause and an open window at once; before, the pause is not begun, and after, it is only noted. */
    private void drifted(String detail) {
        if (facts.phase == Phase.PAUSING) {
            rollBack(Cause.PAUSE_FAILED, "The pods changed while they were paused: " + detail + ".");
        } else if (facts.phase == Phase.OPEN) {
            log.line("The window can't be proven any more: " + detail + ".");
            close(Cause.DRIFT, null);
        }
    }

    private void limitReached() {
        String reason = "maxOutage (" + facts.parameters.maxOutage().toSeconds()
                + " s) was reached: production is opened whatever else is going on.";
        if (facts.phase == Phase.PAUSING) {
            rollBack(Cause.LIMIT, reason);
        } else if (facts.phase == Phase.CLOSING) {
            // The closing check hangs at a pod; the last poll that all answered is what is proven.
            facts.cause = Cause.LIMIT;
            facts.reasons.add(reason);
            facts.verifiedUntil = facts.lastProven;
            openPods();
        } else {
            close(Cause.LIMIT, reason);
        }
    }

    /** As {@link #keepUntil}, and up to a second longer if a restore point needs it. */
    private CompletableFuture<Void> keepLongEnough(Instant end) {
        return keepUntil(end).thenCompose(lasted -> {
            if (facts.requestedMillis == 0 || facts.phase != Phase.OPEN) {
                return CompletableFuture.completedFuture(null);
            }
            ClockOffset offset = facts.worstClockOffset();
            Duration skew =
                    offset == null ? WindowClocks.STEP : Duration.ofMillis(offset.worstMillis() + clocks.strayed());
            Instant room = RestorePoint.roomFor(facts.pauseCompleted, end, skew);
            Instant limited =
                    facts.pauseStarted.plus(facts.parameters.maxOutage()).minus(WindowClocks.STEP);
            return room.isAfter(limited) ? CompletableFuture.completedFuture(null) : keepUntil(room);
        });
    }

    /** Completes when the wall clock has reached a time; fails when the window is closed before. */
    private CompletableFuture<Void> keepUntil(Instant end) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        closing.whenComplete((closed, failure) -> kept.completeExceptionally(
                new RefusedException("The window was closed before its time: " + whyClosed())));
        waitUntil(end, kept);
        return kept;
    }

    private void waitUntil(Instant end, CompletableFuture<Void> kept) {
        Duration left = Duration.between(loop.now(), end);
        if (left.isNegative() || left.isZero()) {
            kept.complete(null);
        } else if (!kept.isDone()) {
            loop.after(left, () -> waitUntil(end, kept));
        }
    }

    private String whyClosed() {
        if (!facts.reasons.isEmpty()) {
            return facts.reasons.get(0);
        }
        return facts.allDrift().isEmpty()
                ? "scalarUnpause came, or its block ended."
                : facts.allDrift().get(0).detail() + ".";
    }

    // --- close ------------------------------------------------------------------------------------------------------

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
            closingCheck();
        } else {
            // Production first. What the last poll proved stays proven; before the first one, nothing is.
            facts.verifiedUntil = facts.lastProven;
            openPods();
        }
        closing.complete(null);
    }

    private void closingCheck() {
        if (!locks.areTrusted() && !locks.areBeingResumed()) {
            facts.note(new Drift(
                    DriftKind.LOCK_LOST,
                    null,
                    null,
                    loop.now(),
                    Drift.SeenBy.CLOSE,
                    "the lock could not be renewed in time (" + locks.untrusted() + ")"));
        }
        clocksStepped();
        connected.thenRun(() -> turn(this::checkClosed));
    }

    private void checkClosed() {
        if (facts.phase != Phase.CLOSING) {
            return;
        }
        facts.verifiedUntil = loop.now();
        CompletableFuture<PausedPods.Check> checked = pods.check(CHECK);
        // While the answers are on their way: after a crash in what follows, the pods are open because we opened them.
        journal();
        checked.thenAccept(check -> turn(() -> {
            if (facts.phase != Phase.CLOSING) {
                return;
            }
            notPaused(check.open(), Drift.SeenBy.CLOSE);
            for (PodGate gate : check.silent()) {
                facts.targets.stream()
                        .filter(target -> target.gates().contains(gate))
                        .forEach(target -> target.note(List.of(new Drift(
                                DriftKind.UNKNOWN_AFTER,
                                gate.pod().name(),
                                gate.pod().uid(),
                                loop.now(),
                                Drift.SeenBy.CLOSE,
                                "pod " + gate.pod().name() + " did not answer the closing check: "
                                        + check.firstError()))));
            }
            openPods();
        }));
    }

    private void openPods() {
        facts.phase = Phase.UNPAUSING;
        limit.cancel();
        facts.unpauseStarted = loop.now();
        beginOpening();
        // After the Unpauses are on their way: the disk must not lengthen the outage.
        journal();
        tellClosedEarly();
    }

    private void tellClosedEarly() {
        if (facts.cause != Cause.REQUESTED && facts.cause != Cause.BODY_THREW) {
            closedEarly.complete(whyClosed());
        }
    }

    private void beginOpening() {
        opening = new PodOpening(loop, pods, this::locksOf, log);
        opening.begin(this::noteInterruption);
        opening.opened().thenAccept(left -> turn(() -> podsOpen(left)));
        progress(Phase.UNPAUSING, () -> "unpausing: still waiting for " + PausedPods.names(pods.toBeOpened()));
    }

    private WindowLocks locksOf(PodGate gate) {
        return facts.targets.stream()
                .map(target -> target.before().owners().get(gate.pod().uid()))
                .filter(Objects::nonNull)
                .findFirst()
                .map(locks::on)
                .orElse(locks);
    }

    private void noteInterruption(WindowLocks reclaimed) {
        reclaimed.interruption().ifPresent(what -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.AFTER, what));
    }

    private void podsOpen(List<PodGate> left) {
        if (left.isEmpty()) {
            facts.unpauseCompleted = facts.unpauseCompleted == null ? loop.now() : facts.unpauseCompleted;
            Long outage = facts.times().outageMillis();
            log.line("All pods are open since " + facts.unpauseCompleted
                    + (outage == null ? "." : ": production was paused for " + outage + " ms."));
        }
        tellStillPaused(left);
        stillPaused.forEach(pod -> facts.reasons.add("Pod " + pod.pod() + " may still be paused (" + pod.why()
                + "); tries go on in the background. Open it with: " + pod.command()));
        verify();
    }

    private void tellStillPaused(List<PodGate> left) {
        stillPaused = left.stream().flatMap(this::stillPaused).toList();
        opening.settled().thenRun(() -> stillPaused = List.of());
    }

    private Stream<StillPaused> stillPaused(PodGate gate) {
        return facts.targets.stream()
                .filter(target -> target.gates().contains(gate))
                .limit(1)
                .map(target -> new StillPaused(
                        gate.pod().name(),
                        target.target().namespace(),
                        gate.error() == null ? "no answer" : gate.error(),
                        RescueCommand.forPods(target.target(), List.of(gate.pod()))));
    }

    // --- verify -----------------------------------------------------------------------------------------------------

    private void verify() {
        facts.phase = Phase.VERIFYING;
        journal();
        pods.gates().stream()
                .filter(PodGate::isHeldByAnother)
                .forEach(gate -> facts.warn("Pod " + gate.pod().name()
                        + " was not unpaused: an earlier request of somebody else holds its pause."));
        new Verification(loop, facts, locks)
                .run()
                .thenCompose(verified -> clocks.measured())
                .thenCompose(measured -> clocksCompared)
                .whenComplete((done, failure) -> turn(() -> conclude(failure)));
    }

    private void conclude(Throwable failure) {
        if (facts.phase != Phase.VERIFYING) {
            return;
        }
        if (failure != null) {
            facts.note(new Drift(
                    DriftKind.UNKNOWN_AFTER, null, null, loop.now(), Drift.SeenBy.AFTER, Turns.sentence(failure)));
        }
        facts.phase = Phase.ENDED;
        journalTheEnd(facts.state());
        end();
    }

    /** Makes the record, of nothing but what the journal has by now: after a crash it is the same once more. */
    private void end() {
        WindowRecord record = facts.record();
        facts.targets.forEach(TargetInWindow::closeWatch);
        CompletableFuture.allOf(recorded, opening.settled())
                .thenCompose(done -> turns.here(forget(WindowLocks.RESUMING)))
                .whenComplete((done, ignored) -> settled.complete(null));
        result.complete(record);
        if (!opened.isDone()) {
            opened.completeExceptionally(new RefusedException(
                    record.reasons().isEmpty()
                            ? "The pause failed."
                            : record.reasons().get(0)));
        }
    }

    private void journalTheEnd(WindowState end) {
        if (!isForgotten && !write(end)) {
            loop.after(JOURNAL_AGAIN, () -> turn(() -> journalTheEnd(end)));
        }
    }

    // --- after a restart of the controller -------------------------------------------------------------------------

    private void adopt(WindowState state) {
        Adoption adoption = new Adoption(
                loop, facts, clusters, surroundings, (target, drift) -> turn(() -> podDrift(target, drift)));
        facts.targets = adoption.targets(state);
        pods = new PausedPods(adoption.gates());
        locks = adoption.locks();
        log.line("Window " + id() + " is taken up again after a restart of the controller (it was "
                + state.phase().name().toLowerCase(java.util.Locale.ROOT) + ").");
        if (facts.pauseCompleted == null) {
            // A Pause may have arrived since they were seen open.
            pods.gates().forEach(PodGate::mayBeClosedAgain);
        }
        if (state.phase() == Phase.ENDED) {
            adoptEnded();
            return;
        }
        locks.resume(
                this::noteInterruption, lost -> turn(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        switch (state.phase()) {
            case OPEN -> adoptOpen(state);
            case CLOSING -> adoptClosing(state);
            case PREPARING, PAUSING ->
                rollBack(
                        facts.cause == null ? Cause.PAUSE_FAILED : facts.cause,
                        "The controller was restarted while the pods were being paused.");
            default -> {
                facts.phase = Phase.UNPAUSING;
                closing.complete(null);
                opened.complete(facts.times());
                beginOpening();
                tellClosedEarly();
            }
        }
    }

    private void adoptOpen(WindowState state) {
        limitOutage();
        connected = Turns.all(pods.gates().stream().map(PodGate::connectAgain).toList());
        progress(Phase.OPEN, this::windowProgress);
        compareClocks(state.clockOffset());
        if (facts.bodyReturned) {
            closeWhenLongEnough();
        }
        poll();
        pauses = pods.gates().stream().map(PodGate::recorded).toList();
        opened.complete(facts.times());
    }

    /** The closing check once more: who answers that it is closed was so all the time, by the watch. */
    private void adoptClosing(WindowState state) {
        limitOutage();
        closing.complete(null);
        facts.verifiedUntil = null;
        opened.complete(facts.times());
        connected = Turns.all(pods.gates().stream().map(PodGate::connectAgain).toList());
        connected.thenRun(() -> turn(() -> {
            Instant sent = loop.now();
            pods.check(CHECK)
                    .thenAccept(check -> turn(() -> {
                        if (facts.phase != Phase.CLOSING) {
                            return;
                        }
                        if (check.allClosed()) {
                            facts.verifiedUntil = sent;
                            compareClocks(state.clockOffset());
                        } else {
                            cutShort();
                        }
                        openPods();
                    }));
        }));
    }

    /** The Unpauses may have been on their way already: what the last poll proved is all that is known. */
    private void cutShort() {
        facts.verifiedUntil = facts.lastProven;
        facts.reasons.add(
                "The controller was restarted while it closed the window; that the pods stayed paused is known"
                        + (facts.lastProven == null ? " of no time." : " until " + facts.lastProven + " only."));
        if (facts.cause == Cause.REQUESTED) {
            facts.cause = Cause.ERROR;
        }
    }

    /** The record was made before, and perhaps kept; it is made again of the same facts. */
    private void adoptEnded() {
        closing.complete(null);
        if (facts.pauseCompleted != null) {
            opened.complete(facts.times());
        }
        opening = new PodOpening(loop, pods, this::locksOf, log);
        end();
        opening.begin(reclaimed -> {});
        opening.opened().thenAccept(left -> turn(() -> tellStillPaused(left)));
    }

    private void limitOutage() {
        Duration gone = Duration.between(facts.pauseStarted, loop.now());
        Duration left = facts.parameters.maxOutage().minus(gone);
        limit = loop.after(left.isNegative() ? Duration.ZERO : left, () -> turn(this::limitReached));
    }

    private void compareClocks(ClockOffset before) {
        CompletableFuture<Void> comparison = new CompletableFuture<>();
        clocksCompared = comparison;
        clocks.measure(facts.targets)
                .thenAccept(now -> turn(() -> {
                    try {
                        compareClocks(before, now);
                    } finally {
                        comparison.complete(null);
                    }
                }));
    }

    /** Across the gap only the API server's clock can say whether ours stepped. */
    private void compareClocks(ClockOffset before, ClockOffset now) {
        facts.clockOffset = before == null ? now : before;
        if (before == null || now == null) {
            windowDrift(
                    DriftKind.CLOCK_STEPPED,
                    Drift.SeenBy.AFTER,
                    "whether the controller's clock stepped over its restart can't be told: its offset against the API"
                            + " server was not measured before and after");
            return;
        }
        long step = Math.abs(before.millis() - now.millis());
        facts.clockStrayedMillis = Math.max(facts.clockStrayedMillis, step);
        facts.clockOffset = now.worstMillis() > before.worstMillis() ? now : before;
        if (step > WindowClocks.STEP.toMillis() + before.uncertaintyMillis() + now.uncertaintyMillis()) {
            windowDrift(
                    DriftKind.CLOCK_STEPPED,
                    Drift.SeenBy.AFTER,
                    "the controller's clock stepped by " + step
                            + " ms over its restart, so the times can't be trusted");
        }
        journal();
    }

    // --- what all phases need ---------------------------------------------------------------------------------------

    private boolean clocksStepped() {
        OptionalLong step = clocks.step();
        step.ifPresent(millis -> windowDrift(
                DriftKind.CLOCK_STEPPED,
                Drift.SeenBy.POLL,
                "the controller's wall clock stepped by " + millis + " ms, so the times can't be trusted"));
        return step.isPresent();
    }

    private void progress(Phase during, Supplier<String> text) {
        loop.after(
                PROGRESS,
                () -> turn(() -> {
                    if (facts.phase == during) {
                        log.line(text.get());
                        progress(during, text);
                    }
                }));
    }

    private void journal() {
        if (facts.phase == Phase.ENDED) {
            // An entry written now would outlive the one that forget() removes.
            return;
        }
        write(facts.state());
    }

    private boolean write(WindowState state) {
        try {
            surroundings.journal().write(state);
            return true;
        } catch (IOException failure) {
            String warning = "The journal of open pauses could not be written (" + failure.getMessage()
                    + "): a crash of the controller now would lose what it does not say.";
            if (facts.warn(warning)) {
                log.line("WARNING: " + warning);
            }
            return false;
        }
    }

    private CompletableFuture<Void> forget(Duration patience) {
        limit.cancel();
        facts.targets.forEach(TargetInWindow::closeWatch);
        pods.gates().forEach(PodGate::close);
        CompletableFuture<Void> released =
                locks == null ? CompletableFuture.completedFuture(null) : locks.release(patience);
        return released.whenComplete((done, failure) -> {
            clusters.forEach(TargetCluster::close);
            isForgotten = true;
            try {
                surroundings.journal().forget(id());
            } catch (IOException kept) {
                log.line(
                        "WARNING: The journal's entry of window " + id() + " could not be removed (" + kept.getMessage()
                                + "); the pods are open, and the next start of the controller will see so.");
            }
        });
    }

    /** Runs something as a turn. An error of ours must not leave pods paused. */
    private void turn(Runnable action) {
        loop.execute(() -> {
            try {
                action.run();
            } catch (RuntimeException | Error bug) {
                failed(bug);
            }
        });
    }

    private void failed(Throwable bug) {
        String reason = Turns.sentence(bug);
        switch (facts.phase) {
            case PREPARING -> refuse(new RefusedException("The window could not be prepared: " + reason, bug));
            case PAUSING -> rollBack(Cause.ERROR, reason);
            case OPEN -> close(Cause.ERROR, reason);
            case CLOSING -> {
                facts.cause = Cause.ERROR;
                facts.reasons.add(reason);
                openPods();
            }
            default -> log.line("WARNING: " + reason);
        }
    }
}
