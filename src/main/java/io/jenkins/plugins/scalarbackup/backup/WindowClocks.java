package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Watches over the clock that the record's times are taken from. */
final class WindowClocks {
    /** How far the wall clock may stray from the monotonic clock in a window. */
    static final Duration STEP = Duration.ofMillis(500);

    private final Loop loop;
    private final Turns turns;
    private long wallLessMonotonic;
    private CompletableFuture<Void> measured = CompletableFuture.completedFuture(null);

    WindowClocks(Loop loop) {
        this.loop = loop;
        this.turns = new Turns(loop);
        note();
    }

    /** From now on the two clocks are expected to go alike. */
    void note() {
        wallLessMonotonic = difference();
    }

    /** By how many milliseconds the wall clock strayed from the monotonic one, either way. */
    long strayed() {
        return Math.abs(difference() - wallLessMonotonic);
    }

    /** By how many milliseconds the wall clock stepped, if by more than is borne. */
    OptionalLong step() {
        long step = difference() - wallLessMonotonic;
        return Math.abs(step) > STEP.toMillis() ? OptionalLong.of(step) : OptionalLong.empty();
    }

    /**
     * Measures the offset against each target's API server and keeps the worst.
     *
     * @param facts takes the offset; stays without where a measurement failed
     */
    CompletableFuture<Void> measure(WindowFacts facts) {
        Map<String, TargetCluster> clusters = new LinkedHashMap<>();
        facts.targets.forEach(target -> clusters.putIfAbsent(target.target().cluster(), target.cluster()));
        List<CompletableFuture<ClockOffset>> offsets = clusters.values().stream()
                .map(cluster -> turns.call(cluster::clockOffset))
                .toList();
        measured = Turns.all(offsets).handle((all, failure) -> {
            if (failure == null) {
                facts.clockOffset = all.stream()
                        .max(java.util.Comparator.comparingLong(ClockOffset::worstMillis))
                        .orElse(null);
            }
            return null;
        });
        return measured;
    }

    /** Completes when the measurement has, well or not. */
    CompletableFuture<Void> measured() {
        return measured;
    }

    private long difference() {
        return loop.now().toEpochMilli() - loop.nanoTime() / 1_000_000;
    }
}
