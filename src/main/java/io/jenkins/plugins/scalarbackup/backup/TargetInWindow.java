package io.jenkins.plugins.scalarbackup.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/** One target of a window: what it was before, what its watch has told since, and the gates of its pods. */
final class TargetInWindow {
    private final TargetCluster cluster;
    private ResolvedTarget target;
    private final Snapshot before;
    private final PodComparison comparison;
    private final List<PodGate> gates = new ArrayList<>();
    private final List<Drift> drift = new ArrayList<>();
    private PodWatch watch;
    private List<Pod> podsAfter;
    private boolean leased;

    TargetInWindow(TargetCluster cluster, ResolvedTarget target, Snapshot before) {
        this.cluster = cluster;
        this.target = target;
        this.before = before;
        this.comparison = new PodComparison(before);
    }

    TargetCluster cluster() {
        return cluster;
    }

    ResolvedTarget target() {
        return target;
    }

    /** Notes how its pods are reached. */
    void reachedBy(Access access) {
        target = target.reachedBy(access);
    }

    Snapshot before() {
        return before;
    }

    /** The gates of its pods; one that another target names as well is the same object there. */
    List<PodGate> gates() {
        return gates;
    }

    PodWatch watch() {
        return watch;
    }

    List<Drift> drift() {
        return drift;
    }

    /** Notes what is new among the drift; answers whether there was anything new. */
    boolean note(List<Drift> seen) {
        boolean isNew = false;
        for (Drift one : seen) {
            boolean known = drift.stream()
                    .anyMatch(other -> other.kind() == one.kind() && Objects.equals(other.uid(), one.uid()));
            if (!known) {
                drift.add(one);
                isNew = true;
            }
        }
        return isNew;
    }

    /** Whether Leases stood for its workloads, and not only locks inside this controller. */
    boolean isLeased() {
        return leased;
    }

    void isLeased(boolean is) {
        leased = is;
    }

    /** The pods of the second snapshot; null before it was taken. */
    List<Pod> podsAfter() {
        return podsAfter;
    }

    /** Keeps what a journal remembers of the second snapshot. */
    void remember(List<Pod> after) {
        podsAfter = after;
    }

    /** Compares with the second snapshot and keeps it. */
    boolean compareWith(Snapshot after, Instant seenAt) {
        podsAfter = after.pods();
        return note(comparison.with(after, seenAt, Drift.SeenBy.AFTER));
    }

    /**
     * Watches the pods from the snapshot on (or from where a journal says).
     *
     * @param drifted hears in a turn of the loop of new drift
     */
    void watch(Loop loop, String resourceVersion, BiConsumer<TargetInWindow, List<Drift>> drifted) {
        watch = cluster.watch(target, resourceVersion, new PodWatch.Listener() {
            @Override
            public void seen(Pod pod) {
                loop.execute(() ->
                        drifted.accept(TargetInWindow.this, comparison.with(pod, loop.now(), Drift.SeenBy.WATCH)));
            }

            @Override
            public void gone(Pod pod) {
                loop.execute(() -> {
                    gates.stream()
                            .filter(gate -> gate.pod().uid().equals(pod.uid()))
                            .forEach(PodGate::mayBeGone);
                    drifted.accept(TargetInWindow.this, comparison.without(pod, loop.now(), Drift.SeenBy.WATCH));
                });
            }

            @Override
            public void lost(String reason) {
                loop.execute(() -> drifted.accept(
                        TargetInWindow.this,
                        List.of(new Drift(
                                DriftKind.UNKNOWN_AFTER,
                                null,
                                null,
                                loop.now(),
                                Drift.SeenBy.WATCH,
                                "the watch on the pods of " + target.named() + " was lost: " + reason))));
            }
        });
    }

    /** What the record says of it. */
    TargetRecord recorded() {
        return new TargetRecord(
                target,
                before.livePods(),
                podsAfter,
                gates.stream()
                        .filter(PodGate::wasSentAPause)
                        .map(PodGate::recorded)
                        .toList(),
                drift);
    }

    void closeWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
