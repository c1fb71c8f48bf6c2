package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Map;

/**
 * A target's pods and their owners at one moment, from a fresh list, not from a cache.
 *
 * @param pods every pod that the selector lists, leftovers included, sorted by name
 * @param workloads their owners, sorted by kind and name
 * @param resourceVersion the resource version of the list; a watch from it misses nothing
 * @param owners the workload's UID by pod UID; a pod that is missing here may belong to any workload
 */
public record Snapshot(List<Pod> pods, List<Workload> workloads, String resourceVersion, Map<String, String> owners) {
    public Snapshot {
        pods = List.copyOf(pods);
        workloads = List.copyOf(workloads);
        owners = Map.copyOf(owners);
    }

    /** A snapshot without the pods' owners. */
    public Snapshot(List<Pod> pods, List<Workload> workloads, String resourceVersion) {
        this(pods, workloads, resourceVersion, Map.of());
    }

    /** All pods but the leftovers. */
    public List<Pod> livePods() {
        return pods.stream().filter(pod -> !pod.isLeftover()).toList();
    }

    /** The pods of one workload, and the pods without a known owner; without leftovers. */
    public List<Pod> livePodsOf(String workloadUid) {
        return livePods().stream()
                .filter(pod -> owners.getOrDefault(pod.uid(), workloadUid).equals(workloadUid))
                .toList();
    }
}
