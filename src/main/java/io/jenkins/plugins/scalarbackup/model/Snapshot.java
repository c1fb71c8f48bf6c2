package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Map;

/**
 * A target's pods and their owners at one moment, from a fresh list and not from a cache.
 *
 * @param pods every pod that the selector lists, leftovers included, sorted by name
 * @param workloads their owners, sorted by kind and name
 * @param resourceVersion the list's; a watch from it misses nothing
 * @param owners by a pod's UID its workload's UID; a pod that is not in it may be any workload's
 */
public record Snapshot(List<Pod> pods, List<Workload> workloads, String resourceVersion, Map<String, String> owners) {
    public Snapshot {
        pods = List.copyOf(pods);
        workloads = List.copyOf(workloads);
        owners = Map.copyOf(owners);
    }

    /** A snapshot that does not say whose its pods are. */
    public Snapshot(List<Pod> pods, List<Workload> workloads, String resourceVersion) {
        this(pods, workloads, resourceVersion, Map.of());
    }

    /** The pods that could serve: all but the leftovers. */
    public List<Pod> livePods() {
        return pods.stream().filter(pod -> !pod.isLeftover()).toList();
    }

    /** Those of one workload, and those of which it is not known whose they are. */
    public List<Pod> livePodsOf(String workloadUid) {
        return livePods().stream()
                .filter(pod -> owners.getOrDefault(pod.uid(), workloadUid).equals(workloadUid))
                .toList();
    }
}
