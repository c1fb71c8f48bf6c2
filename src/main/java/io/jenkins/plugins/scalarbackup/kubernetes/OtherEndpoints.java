package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.jenkins.plugins.scalarbackup.backup.Pod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Services that lead to the target's pods and to others: a canary outside the selector would go on writing while the
 * target is paused. A Service can have several slices, so they are judged together.
 */
final class OtherEndpoints {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private OtherEndpoints() {}

    /** The foreign endpoints by Service, of those Services that lead to the target's pods. */
    static Map<String, Set<String>> of(List<EndpointSlice> slices, List<Pod> targetPods) {
        Set<String> uids = targetPods.stream().map(Pod::uid).collect(Collectors.toSet());
        Set<String> ips = targetPods.stream().map(Pod::ip).collect(Collectors.toSet());
        Map<String, Set<String>> foreign = new TreeMap<>();
        Set<String> leadToTarget = new TreeSet<>();
        for (EndpointSlice slice : slices) {
            String service = service(slice);
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (isOf(endpoint, uids, ips)) {
                    leadToTarget.add(service);
                } else {
                    foreign.computeIfAbsent(service, name -> new TreeSet<>()).add(named(endpoint));
                }
            }
        }
        foreign.keySet().retainAll(leadToTarget);
        return foreign;
    }

    private static String service(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        String service = labels == null ? null : labels.get(SERVICE_NAME);
        return service != null ? service : slice.getMetadata().getName();
    }

    /** By UID where the slice names the pod, since addresses are used again; else by address. */
    private static boolean isOf(Endpoint endpoint, Set<String> uids, Set<String> ips) {
        if (endpoint.getTargetRef() != null && endpoint.getTargetRef().getUid() != null) {
            return uids.contains(endpoint.getTargetRef().getUid());
        }
        return endpoint.getAddresses().stream().anyMatch(ips::contains);
    }

    private static String named(Endpoint endpoint) {
        return endpoint.getTargetRef() != null && endpoint.getTargetRef().getName() != null
                ? endpoint.getTargetRef().getName()
                : String.join("/", endpoint.getAddresses());
    }
}
