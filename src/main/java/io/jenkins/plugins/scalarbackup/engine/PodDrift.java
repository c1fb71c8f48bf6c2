package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Drift found by a CheckPaused, per target.
 *
 * @param target the pods' target
 * @param seen one entry per pod
 */
record PodDrift(TargetInWindow target, List<Drift> seen) {
    PodDrift {
        seen = List.copyOf(seen);
    }

    /** The same drift of some pods, per target that names one. */
    static List<PodDrift> of(
            List<TargetInWindow> targets,
            List<PodGate> pods,
            DriftKind kind,
            Drift.SeenBy seenBy,
            Instant at,
            Function<PodGate, String> detail) {
        return targets.stream()
                .map(target -> new PodDrift(
                        target,
                        target.gates().stream()
                                .filter(pods::contains)
                                .map(gate -> new Drift(
                                        kind, gate.pod().name(), gate.pod().uid(), at, seenBy, detail.apply(gate)))
                                .toList()))
                .toList();
    }

    /** Pods that a CheckPaused found unpaused. */
    static List<PodDrift> notPaused(
            List<TargetInWindow> targets, List<PodGate> unpaused, Drift.SeenBy seenBy, Instant at) {
        return of(
                targets,
                unpaused,
                DriftKind.NOT_PAUSED,
                seenBy,
                at,
                gate -> "pod " + gate.pod().name() + " is not paused any more: somebody opened it");
    }
}
