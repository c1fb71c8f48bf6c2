package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** One target of a window: its first snapshot, what its watch has reported since, and the gates of its pods. */
final class TargetInWindow {
    private final TargetCluster cluster;
    private ResolvedTarget target;
    private final Snapshot before;
    private final PodComparison comparison;
    private final List<PodGate> gates = new ArrayList<>();
    private final List<Drift> drift = new ArrayList<>();
    private PodWatch watch;
    private String watchedUntil;
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

    /** The pods of all targets in a target's cluster, its own among them. */
    static List<Pod> podsBeside(TargetInWindow target, List<TargetInWindow> all) {
        return all.stream()
                .filter(other -> other.target.cluster().equals(target.target.cluster()))
                .flatMap(other -> other.before.livePods().stream())
                .toList();
    }

    /** The endpoints of its Services that are none of the window's pods. */
    CompletionStage<List<OtherEndpoint>> otherEndpoints(List<TargetInWindow> all) {
        return cluster.otherEndpoints(target, before.livePods(), podsBeside(this, all));
    }

    /** Converts endpoints that are none of the window's pods to drift. */
    List<Drift> driftOf(List<OtherEndpoint> found, Instant seenAt, Drift.SeenBy seenBy) {
        return found.stream()
                .map(other -> new Drift(
                        DriftKind.POD_ADDED,
                        other.pod(),
                        other.uid() == null ? other.pod() : other.uid(),
                        seenAt,
                        seenBy,
                        other.description() + ", which is none of the window's pods and can write"))
                .toList();
    }

    /** The gates of its pods; targets that name the same pod share its gate. */
    List<PodGate> gates() {
        return gates;
    }

    PodWatch watch() {
        return watch;
    }

    /** The resource version up to which the watch's reports are noted; null before the first. */
    String watchedUntil() {
        return watchedUntil;
    }

    List<Drift> drift() {
        return drift;
    }

    /** Notes drift; returns whether any of it is new. */
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

    /** Returns whether its workloads were locked by Leases, and not only inside this controller. */
    boolean isLeased() {
        return leased;
    }

    void setLeased(boolean is) {
        leased = is;
    }

    /** The pods of the second snapshot; null before it is taken. */
    List<Pod> podsAfter() {
        return podsAfter;
    }

    /** Restores the second snapshot from the journal. */
    void remember(List<Pod> after) {
        podsAfter = after;
    }

    /** Compares the pods with the second snapshot and stores it. */
    void compareWith(Snapshot after, Instant seenAt) {
        podsAfter = after.pods();
        note(comparison.driftOf(after, seenAt, Drift.SeenBy.AFTER));
    }

    /**
     * Watches the pods from a resource version on: the snapshot's, or one from the journal.
     *
     * @param drifted notes new drift; called in a task of the loop
     */
    void watch(EventLoop loop, String resourceVersion, BiConsumer<TargetInWindow, List<Drift>> drifted) {
        watchedUntil = resourceVersion;
        watch = cluster.watch(target, resourceVersion, new PodWatch.Listener() {
            @Override
            public void seen(Pod pod) {
                loop.execute(() -> {
                    // Before any drift is noted, because that leads to Unpauses.
                    gates.stream()
                            .filter(gate -> gate.pod().uid().equals(pod.uid()))
                            .forEach(gate -> gate.pauser().noteState(pod, target.adminPort()));
                    drifted.accept(TargetInWindow.this, comparison.driftOf(pod, loop.now(), Drift.SeenBy.WATCH));
                });
            }

            @Override
            public void gone(Pod pod) {
                loop.execute(() -> {
                    gates.stream()
                            .filter(gate -> gate.pod().uid().equals(pod.uid()))
                            .forEach(gate -> gate.link().suspectGone());
                    drifted.accept(TargetInWindow.this, comparison.driftOfGone(pod, loop.now(), Drift.SeenBy.WATCH));
                });
            }

            @Override
            public void reached(String version) {
                // In a task after the earlier reports: a journal ahead of them would lose them in a crash.
                loop.execute(() -> watchedUntil = version);
            }

            @Override
            public void lost(String reason) {
                loop.execute(() -> drifted.accept(
                        TargetInWindow.this,
                        List.of(new Drift(
                                DriftKind.UNKNOWN_AFTER,
                                loop.now(),
                                Drift.SeenBy.WATCH,
                                "the watch on the pods of " + target.named() + " was lost: " + reason))));
            }
        });
    }

    /** Its entry in the record. */
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

    /** Its state for the journal. */
    WindowState.TargetState state() {
        return new WindowState.TargetState(
                target,
                before,
                watchedUntil,
                gates.stream()
                        .map(gate -> new WindowState.PodState(gate.pauser().state(), gate.recorded()))
                        .toList(),
                drift,
                podsAfter,
                leased);
    }

    void closeWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
