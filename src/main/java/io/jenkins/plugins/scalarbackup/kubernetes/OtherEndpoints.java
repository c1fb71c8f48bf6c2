package io.jenkins.plugins.scalarbackup.kubernetes;

import com.google.common.net.InetAddresses;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.jenkins.plugins.scalarbackup.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds Services that lead to the target's pods and to others: a canary outside the selector would continue to write
 * while the target is paused. A Service can have several slices, so these are evaluated together.
 */
final class OtherEndpoints {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    /**
     * An endpoint of a Service that is not one of the window's pods.
     *
     * @param service the Service's name
     * @param name the pod's name, or else its address
     * @param uid the pod's UID; null if the slice names no pod
     */
    record Foreign(String service, String name, String uid) {}

    private final Set<String> uids;
    private final Set<Object> addresses;

    private OtherEndpoints(Collection<Pod> pods) {
        uids = pods.stream().map(Pod::uid).collect(Collectors.toSet());
        addresses = pods.stream()
                .flatMap(pod -> Stream.concat(Stream.ofNullable(pod.ip()), pod.ips().stream()))
                .map(OtherEndpoints::address)
                .collect(Collectors.toSet());
    }

    /**
     * Returns the foreign endpoints of the Services that lead to the target's pods.
     *
     * @param windowPods the pods of all the window's targets, which are not foreign
     */
    static List<Foreign> of(List<EndpointSlice> slices, Collection<Pod> targetPods, Collection<Pod> windowPods) {
        OtherEndpoints target = new OtherEndpoints(targetPods);
        Set<Pod> all = new HashSet<>(windowPods);
        all.addAll(targetPods);
        OtherEndpoints window = new OtherEndpoints(all);
        Map<String, List<Foreign>> foreign = new TreeMap<>();
        Set<String> leadToTarget = new TreeSet<>();
        for (EndpointSlice slice : slices) {
            String service = service(slice);
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (target.has(endpoint)) {
                    leadToTarget.add(service);
                } else if (!window.has(endpoint)) {
                    foreign.computeIfAbsent(service, name -> new ArrayList<>())
                            .add(new Foreign(service, named(endpoint), uid(endpoint)));
                }
            }
        }
        foreign.keySet().retainAll(leadToTarget);
        return foreign.values().stream().flatMap(List::stream).distinct().toList();
    }

    private static String service(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        String service = labels == null ? null : labels.get(SERVICE_NAME);
        return service != null ? service : slice.getMetadata().getName();
    }

    /**
     * Returns whether an endpoint is one of these pods: by UID if the slice names the pod, because addresses are
     * reused; else by address.
     */
    private boolean has(Endpoint endpoint) {
        String uid = uid(endpoint);
        return uid != null
                ? uids.contains(uid)
                : endpoint.getAddresses().stream().map(OtherEndpoints::address).anyMatch(addresses::contains);
    }

    /**
     * Parses an IP address, because an IPv6 address can be written in several ways; returns anything else as lower-case
     * text.
     */
    private static Object address(String text) {
        return InetAddresses.isInetAddress(text) ? InetAddresses.forString(text) : text.toLowerCase(Locale.ROOT);
    }

    private static String uid(Endpoint endpoint) {
        ObjectReference pod = endpoint.getTargetRef();
        return pod == null || pod.getUid() == null || pod.getUid().isEmpty() ? null : pod.getUid();
    }

    private static String named(Endpoint endpoint) {
        ObjectReference pod = endpoint.getTargetRef();
        return pod != null && pod.getName() != null ? pod.getName() : String.join("/", endpoint.getAddresses());
    }
}
