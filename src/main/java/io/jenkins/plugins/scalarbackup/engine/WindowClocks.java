package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Monitors the clock that the record's times are taken from. */
final class WindowClocks {
    /** How far the wall clock may stray from the monotonic clock in a window. */
    static final Duration STEP = Duration.ofMillis(500);

    private static final int TRIES = 3;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    private final EventLoop loop;
    private final LoopFutures futures;
    private long wallLessMonotonic;
    private CompletableFuture<ClockOffset> measured = CompletableFuture.completedFuture(null);

    WindowClocks(EventLoop loop) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        noteDifference();
    }

    /** Notes the difference between the two clocks, which must not change from now on. */
    void noteDifference() {
        wallLessMonotonic = difference();
    }

    /** Returns how far the wall clock has drifted from the monotonic one, in ms, in either direction. */
    long deviationMillis() {
        return Math.abs(difference() - wallLessMonotonic);
    }

    /** The size of the wall clock's step in ms; empty if it is within the tolerance. */
    OptionalLong step() {
        long step = difference() - wallLessMonotonic;
        return Math.abs(step) > STEP.toMillis() ? OptionalLong.of(step) : OptionalLong.empty();
    }

    /** Reports a step; returns whether there was one. */
    boolean reportStep(WindowListener listener) {
        OptionalLong step = step();
        step.ifPresent(millis -> listener.windowDrift(
                DriftKind.CLOCK_STEPPED,
                Drift.SeenBy.POLL,
                "the controller's wall clock stepped by " + millis + " ms, so the times can't be trusted"));
        return step.isPresent();
    }

    /**
     * Measures the offset from each target's API server and returns the largest; null if one could not be measured. Never
     * fails.
     */
    CompletableFuture<ClockOffset> measure(List<TargetInWindow> targets) {
        return measure(targets, TRIES);
    }

    /** The same in a single try, for callers that can do without. */
    CompletableFuture<ClockOffset> measureOnce(List<TargetInWindow> targets) {
        return measure(targets, 1);
    }

    private CompletableFuture<ClockOffset> measure(List<TargetInWindow> targets, int tries) {
        Map<String, TargetCluster> clusters = new LinkedHashMap<>();
        targets.forEach(target -> clusters.putIfAbsent(target.target().cluster(), target.cluster()));
        measured = LoopFutures.all(clusters.values().stream()
                        .map(cluster -> offset(cluster, tries))
                        .toList())
                .handle((all, failure) -> failure != null
                        ? null
                        : all.stream()
                                .max(Comparator.comparingLong(ClockOffset::worstMillis))
                                .map(this::sinceNoted)
                                .orElse(null));
        return measured;
    }

    /** A measurement holds for earlier times only if our clock has not stepped since; otherwise null. */
    private ClockOffset sinceNoted(ClockOffset now) {
        return step().isPresent() ? null : new ClockOffset(now.millis(), now.uncertaintyMillis() + deviationMillis());
    }

    private CompletableFuture<ClockOffset> offset(TargetCluster cluster, int tries) {
        RetryPolicy<ClockOffset> policy = RetryPolicy.<ClockOffset>builder()
                .withMaxAttempts(tries)
                .withDelay(BETWEEN_TRIES)
                .build();
        return Failsafe.with(policy)
                .with(new LoopScheduler(loop))
                .getStageAsync(() -> futures.call(cluster::clockOffset));
    }

    /** Completes when the last measurement has ended; with null if it failed, or none has begun. */
    CompletableFuture<ClockOffset> measured() {
        return measured;
    }

    private long difference() {
        return loop.now().toEpochMilli() - loop.nanoTime() / 1_000_000;
    }
}
