package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Creates pods that are running and ready. */
final class PodFactory {

    /**
     * The properties of a pod.
     *
     * @param owner null for a pod that nothing controls
     * @param containers the ports by container name
     * @param ip null for the next free one
     */
    record Shape(
            String namespace,
            String name,
            Map<String, String> labels,
            OwnerReference owner,
            Map<String, Integer> containers,
            String ip) {}

    private static final int NODES = 3;

    private final Clock clock;
    private final AtomicInteger made = new AtomicInteger();

    PodFactory(Clock clock) {
        this.clock = clock;
    }

    /** Returns five characters, different for each pod, in the manner of Kubernetes. */
    String suffix() {
        // A step that is coprime to 36^5 visits every value once.
        long value = (made.incrementAndGet() * 7_368_787L) % 60_466_176L;
        String text = Long.toString(value + 60_466_176L, 36);
        return text.substring(text.length() - 5);
    }

    static String containerId() {
        return "containerd://" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    ObjectNode running(Shape shape) {
        int number = made.incrementAndGet();
        String ip = shape.ip() != null ? shape.ip() : "10.42." + number / 250 + "." + (number % 250 + 1);
        int node = number % NODES + 1;
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(shape.namespace())
                .withName(shape.name())
                .withLabels(shape.labels())
                .withOwnerReferences(shape.owner() == null ? List.of() : List.of(shape.owner()))
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-" + node)
                .withRestartPolicy("Always")
                .withContainers(shape.containers().entrySet().stream()
                        .map(container -> new ContainerBuilder()
                                .withName(container.getKey())
                                .withImage("example.com/" + container.getKey() + ":1")
                                .addNewPort()
                                .withContainerPort(container.getValue())
                                .withProtocol("TCP")
                                .endPort()
                                .build())
                        .toList())
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withConditions(Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                        .map(this::condition)
                        .toList())
                .withContainerStatuses(shape.containers().keySet().stream()
                        .map(this::containerStatus)
                        .toList())
                .withHostIP("192.0.2." + node)
                .withPodIP(ip)
                .withPodIPs(new PodIP(ip))
                .withQosClass("BestEffort")
                .withStartTime(now())
                .endStatus()
                .build();
        return Json.of(pod);
    }

    private PodCondition condition(String type) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withLastTransitionTime(now())
                .build();
    }

    private ContainerStatus containerStatus(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withImage("example.com/" + name + ":1")
                .withImageID("example.com/" + name + "@sha256:0")
                .withContainerID(containerId())
                .withReady(true)
                .withStarted(true)
                .withRestartCount(0)
                .withNewState()
                .withNewRunning()
                .withStartedAt(now())
                .endRunning()
                .endState()
                .build();
    }
}
