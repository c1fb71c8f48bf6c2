package io.jenkins.plugins.scalarbackup.backup;

import java.util.List;

/**
 * A target's pods and their owners at one moment, from a fresh list and not from a cache.
 *
 * @param pods every pod that the selector lists, leftovers included, sorted by name
 * @param workloads their owners, sorted by kind and name
 * @param resourceVersion the list's; a watch from it misses nothing
 */
public record Snapshot(List<Pod> pods, List<Workload> workloads, String resourceVersion) {
    public Snapshot {
        pods = List.copyOf(pods);
        workloads = List.copyOf(workloads);
    }

    /** The pods that could serve: all but the leftovers. */
    public List<Pod> livePods() {
        return pods.stream().filter(pod -> !pod.isLeftover()).toList();
    }
}
