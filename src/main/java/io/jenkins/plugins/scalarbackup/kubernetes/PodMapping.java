package io.jenkins.plugins.scalarbackup.kubernetes;

import com.google.common.net.InetAddresses;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.ImageVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Maps Kubernetes' pods to the model's, which have only what matters for a window. */
final class PodMapping {
    private PodMapping() {}

    static io.jenkins.plugins.scalarbackup.model.Pod pod(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        String node = pod.getSpec() == null ? null : emptyToNull(pod.getSpec().getNodeName());
        return new io.jenkins.plugins.scalarbackup.model.Pod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                status.getPhase() == null ? "Unknown" : status.getPhase(),
                status.getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus())),
                pod.getMetadata().getDeletionTimestamp() != null,
                node,
                address(status.getPodIP()),
                containers(pod, status),
                status.getPodIPs().stream()
                        .map(PodIP::getIp)
                        .map(PodMapping::address)
                        .filter(Objects::nonNull)
                        .toList(),
                runs(pod, status));
    }

    /**
     * Returns whether a container is running, or is not known to have ended. A container that waits and has no ID was
     * never started. A pod with neither container statuses nor an address was rejected by its kubelet before it began.
     */
    private static boolean runs(Pod pod, PodStatus status) {
        Map<String, ContainerStatus> statuses =
                byName(Stream.of(status.getContainerStatuses(), status.getInitContainerStatuses())
                        .flatMap(List::stream)
                        .toList());
        if (statuses.isEmpty()) {
            return emptyToNull(status.getPodIP()) != null;
        }
        boolean isToldOfAll = pod.getSpec() != null
                && pod.getSpec().getContainers().stream().allMatch(spec -> statuses.containsKey(spec.getName()));
        return !isToldOfAll || !statuses.values().stream().allMatch(PodMapping::isOver);
    }

    private static boolean isOver(ContainerStatus status) {
        ContainerState state = status.getState();
        if (state != null && state.getTerminated() != null) {
            return true;
        }
        return (state == null || state.getRunning() == null) && emptyToNull(status.getContainerID()) == null;
    }

    static List<io.jenkins.plugins.scalarbackup.model.Pod> pods(List<Pod> pods) {
        return pods.stream()
                .map(PodMapping::pod)
                .sorted(Comparator.comparing(io.jenkins.plugins.scalarbackup.model.Pod::name))
                .toList();
    }

    /**
     * Returns the containers and the sidecars, i.e. the init containers that keep running ({@code restartPolicy:
     * Always}).
     */
    private static List<Container> containers(Pod pod, PodStatus status) {
        List<Container> containers = new ArrayList<>();
        if (pod.getSpec() != null) {
            Map<String, ContainerStatus> statuses = byName(status.getContainerStatuses());
            pod.getSpec().getContainers().stream()
                    .filter(spec -> spec.getName() != null)
                    .forEach(spec -> containers.add(container(spec, statuses)));
            Map<String, ContainerStatus> initStatuses = byName(status.getInitContainerStatuses());
            pod.getSpec().getInitContainers().stream()
                    .filter(spec -> spec.getName() != null && "Always".equals(spec.getRestartPolicy()))
                    .forEach(spec -> containers.add(container(spec, initStatuses)));
        }
        containers.sort(Comparator.comparing(Container::name));
        return containers;
    }

    private static Container container(
            io.fabric8.kubernetes.api.model.Container spec, Map<String, ContainerStatus> statuses) {
        ContainerStatus status = statuses.get(spec.getName());
        List<Integer> ports = Stream.ofNullable(spec.getPorts())
                .flatMap(List::stream)
                .map(ContainerPort::getContainerPort)
                .filter(Objects::nonNull)
                .toList();
        if (status == null) {
            return new Container(spec.getName(), null, 0, emptyToNull(spec.getImage()), null, ports);
        }
        int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
        return new Container(
                spec.getName(),
                emptyToNull(status.getContainerID()),
                restarts,
                image(emptyToNull(spec.getImage()), emptyToNull(status.getImage())),
                emptyToNull(status.getImageID()),
                ports,
                hasEnded(status) ? true : null);
    }

    /** Returns whether a container's process has ended: the container is terminated, or waits to be restarted. */
    private static boolean hasEnded(ContainerStatus status) {
        ContainerState state = status.getState();
        boolean endedBefore =
                status.getLastState() != null && status.getLastState().getTerminated() != null;
        return state != null && (state.getTerminated() != null || state.getWaiting() != null && endedBefore);
    }

    /**
     * Returns the image in the status, which is what runs. Some runtimes put an ID there, or another tag of the same
     * image; if it has no version, returns the image in the spec, which is what was requested.
     */
    private static String image(String asked, String running) {
        if (running == null || ImageVersion.of(running).isEmpty() && asked != null) {
            return asked;
        }
        return running;
    }

    private static Map<String, ContainerStatus> byName(List<ContainerStatus> statuses) {
        return Stream.ofNullable(statuses)
                .flatMap(List::stream)
                .filter(status -> status.getName() != null)
                .collect(Collectors.toMap(ContainerStatus::getName, Function.identity(), (first, second) -> first));
    }

    /** Returns null for anything but an IP address, because addresses are connected to and printed into commands. */
    private static String address(String ip) {
        return ip != null && InetAddresses.isInetAddress(ip) ? ip : null;
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
