package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares pods with the first snapshot and lists the differences (drift). Pods are identified by UID, because a
 * StatefulSet reuses names. Labels, annotations and status heartbeats are no drift.
 */
public final class PodComparison {
    private final Map<String, Pod> before = new LinkedHashMap<>();
    private final Map<String, Pod> beforeByName = new HashMap<>();
    private final List<Workload> workloads;

    public PodComparison(Snapshot before) {
        for (Pod pod : before.livePods()) {
            this.before.put(pod.uid(), pod);
            beforeByName.put(pod.name(), pod);
        }
        workloads = before.workloads();
    }

    /** The differences in a later snapshot. */
    public List<Drift> driftOf(Snapshot after, Instant seenAt, Drift.SeenBy seenBy) {
        List<Drift> drift = new ArrayList<>();
        Set<String> uidsNow = after.pods().stream().map(Pod::uid).collect(Collectors.toSet());
        Set<String> namesNow = after.livePods().stream().map(Pod::name).collect(Collectors.toSet());
        for (Pod pod : before.values()) {
            // A pod with the same name and another UID is one replacement, not a missing and an added pod.
            if (!uidsNow.contains(pod.uid()) && !namesNow.contains(pod.name())) {
                drift.add(missing(pod, seenAt, seenBy));
            }
        }
        after.pods().forEach(pod -> drift.addAll(driftOf(pod, seenAt, seenBy)));
        drift.addAll(workloadsWith(after.workloads(), seenAt, seenBy));
        return drift;
    }

    /** The differences in the current state of one pod. */
    public List<Drift> driftOf(Pod now, Instant seenAt, Drift.SeenBy seenBy) {
        Pod was = before.get(now.uid());
        if (was == null) {
            if (now.isLeftover()) {
                return List.of();
            }
            Pod namesake = beforeByName.get(now.name());
            return List.of(
                    namesake == null
                            ? new Drift(
                                    DriftKind.POD_ADDED,
                                    now.name(),
                                    now.uid(),
                                    seenAt,
                                    seenBy,
                                    "pod " + now.name() + " (UID " + now.uid() + ") was not there before")
                            : new Drift(
                                    DriftKind.POD_REPLACED,
                                    now.name(),
                                    now.uid(),
                                    seenAt,
                                    seenBy,
                                    "pod " + now.name() + " is another one: UID " + now.uid() + ", before "
                                            + namesake.uid()));
        }
        List<Drift> drift = new ArrayList<>(restarts(was, now, seenAt, seenBy));
        if (!now.isRunning()) {
            drift.add(of(DriftKind.NOT_RUNNING, now, seenAt, seenBy, "is " + now.phase() + ", not Running"));
        } else if (!now.ready()) {
            drift.add(of(DriftKind.NOT_READY, now, seenAt, seenBy, "is not Ready"));
        }
        if (now.terminating()) {
            drift.add(of(DriftKind.TERMINATING, now, seenAt, seenBy, "is being deleted"));
        }
        return drift;
    }

    /** The drift of a pod that is gone, if it was in the first snapshot. */
    public List<Drift> driftOfGone(Pod gone, Instant seenAt, Drift.SeenBy seenBy) {
        Pod was = before.get(gone.uid());
        return was == null ? List.of() : List.of(missing(was, seenAt, seenBy));
    }

    private static List<Drift> restarts(Pod was, Pod now, Instant seenAt, Drift.SeenBy seenBy) {
        List<Drift> drift = new ArrayList<>();
        Map<String, Container> containersNow = new HashMap<>();
        now.containers().forEach(container -> containersNow.put(container.name(), container));
        for (Container container : was.containers()) {
            Container other = containersNow.get(container.name());
            if (other == null) {
                drift.add(of(
                        DriftKind.CONTAINER_RESTARTED,
                        now,
                        seenAt,
                        seenBy,
                        "has no status of container " + container.name() + " any more"));
            } else if (other.restartCount() != container.restartCount()
                    || !Objects.equals(other.containerId(), container.containerId())) {
                drift.add(of(
                        DriftKind.CONTAINER_RESTARTED,
                        now,
                        seenAt,
                        seenBy,
                        "container " + container.name() + " was restarted: restart count " + other.restartCount()
                                + ", before " + container.restartCount()
                                + (Objects.equals(other.containerId(), container.containerId())
                                        ? ""
                                        : ", and another container ID")));
            }
        }
        return drift;
    }

    private List<Drift> workloadsWith(List<Workload> after, Instant seenAt, Drift.SeenBy seenBy) {
        List<Drift> drift = new ArrayList<>();
        for (Workload was : workloads) {
            Workload now = after.stream()
                    .filter(other -> other.uid().equals(was.uid()))
                    .findFirst()
                    .orElse(null);
            if (now == null) {
                drift.add(ofWorkload(was, seenAt, seenBy, "owns no pod of the target any more"));
            } else {
                String change = change(was, now);
                if (change != null) {
                    drift.add(ofWorkload(was, seenAt, seenBy, "was changed: " + change));
                }
            }
        }
        for (Workload now : after) {
            if (workloads.stream().noneMatch(was -> was.uid().equals(now.uid()))) {
                drift.add(ofWorkload(now, seenAt, seenBy, "owns pods of the target now and did not before"));
            }
        }
        return drift;
    }

    /**
     * The kind of change in what it would run. If either lacks a pod template, the generations are compared; these also
     * change for reasons that don't matter here.
     */
    private static String change(Workload was, Workload now) {
        if (was.template() == null || now.template() == null) {
            return now.generation() == was.generation()
                    ? null
                    : "generation " + now.generation() + ", before " + was.generation();
        }
        if (!now.template().equals(was.template())) {
            return "its pod template is another one";
        }
        return Objects.equals(now.replicas(), was.replicas())
                ? null
                : "it is to have " + replicas(now) + ", before " + was.replicas();
    }

    private static String replicas(Workload workload) {
        return workload.replicas() == null ? "no number of replicas" : Plural.count(workload.replicas(), "replica");
    }

    private static Drift missing(Pod pod, Instant seenAt, Drift.SeenBy seenBy) {
        return of(DriftKind.POD_MISSING, pod, seenAt, seenBy, "(UID " + pod.uid() + ") is gone");
    }

    private static Drift of(DriftKind kind, Pod pod, Instant seenAt, Drift.SeenBy seenBy, String what) {
        return new Drift(kind, pod.name(), pod.uid(), seenAt, seenBy, "pod " + pod.name() + " " + what);
    }

    private static Drift ofWorkload(Workload workload, Instant seenAt, Drift.SeenBy seenBy, String what) {
        return new Drift(DriftKind.WORKLOAD_CHANGED, seenAt, seenBy, workload.named() + " " + what);
    }
}
