package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A pod's name, and what can happen to the pod of that name. Each method returns when the store has the change. */
public final class PodHandle {

    private final ApiDouble cluster;
    private final ObjectKey key;
    private final Runnable changed;

    /** @param changed called after each change, for the status of the workload */
    PodHandle(ApiDouble cluster, String namespace, String name, Runnable changed) {
        this.cluster = cluster;
        this.key = new ObjectKey(ResourceType.POD, namespace, name);
        this.changed = changed;
    }

    public String name() {
        return key.name();
    }

    public String namespace() {
        return key.namespace();
    }

    /** Returns the UID of the pod that has the name now. */
    public String uid() {
        return cluster.store().get(key).at("/metadata/uid").asText();
    }

    public Pod model() {
        return Json.model(cluster.store().get(key), Pod.class);
    }

    public boolean exists() {
        return cluster.store().find(key).isPresent();
    }

    /**
     * Restarts the first container: not ready with the old container's ID, then ready with a new one and one more
     * restart.
     */
    public PodHandle restartContainer() {
        edit(pod -> {
            ready(pod, false);
            ObjectNode status = firstContainer(pod);
            status.withObject("/state").removeAll();
            status.withObject("/state/terminated").put("exitCode", 137).put("reason", "OOMKilled");
        });
        return edit(pod -> {
            ready(pod, true);
            ObjectNode status = firstContainer(pod);
            status.set("lastState", status.get("state").deepCopy());
            status.withObject("/state").removeAll();
            status.withObject("/state/running").put("startedAt", cluster.pods().now());
            status.put("restartCount", status.path("restartCount").asInt() + 1);
            status.put("containerID", PodFactory.containerId());
        });
    }

    /** Changes the container's ID without counting a restart, as after a node lost its state. */
    public PodHandle changeContainerId() {
        return edit(pod -> firstContainer(pod).put("containerID", PodFactory.containerId()));
    }

    /** Deletes the pod and creates one of the same name, with a new UID and new containers, running and ready. */
    public PodHandle replace() {
        Pod old = model();
        cluster.store().delete(key, "", "");
        Pod fresh = Json.model(
                cluster.pods()
                        .running(new PodFactory.Shape(
                                namespace(),
                                name(),
                                old.getMetadata().getLabels(),
                                old.getMetadata().getOwnerReferences().stream()
                                        .findFirst()
                                        .orElse(null),
                                Workload.containers(old),
                                old.getStatus().getPodIP())),
                Pod.class);
        cluster.create(fresh);
        changed.run();
        return this;
    }

    /** Deletes the pod without a grace period. */
    public void remove() {
        cluster.store().delete(key, "", "");
        changed.run();
    }

    public PodHandle setReady(boolean ready) {
        return edit(pod -> ready(pod, ready));
    }

    /** Begins to delete the pod, with the usual grace period of 30 s; it stays until {@link #remove}. */
    public PodHandle setTerminating() {
        return edit(pod -> pod.withObject("/metadata")
                .put(
                        "deletionTimestamp",
                        cluster.clock().instant().plusSeconds(30).toString())
                .put("deletionGracePeriodSeconds", 30));
    }

    /**
     * Sets the phase: Pending, Running, Succeeded, Failed or Unknown. Only Running leaves readiness unchanged. With
     * Succeeded and Failed, its containers have ended.
     */
    public PodHandle setPhase(String phase) {
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        return edit(pod -> {
            pod.withObject("/status").put("phase", phase);
            if (!phase.equals("Running")) {
                ready(pod, false);
            }
            for (JsonNode status : over ? pod.at("/status/containerStatuses") : Json.object()) {
                ObjectNode state = ((ObjectNode) status).withObject("/state").removeAll();
                state.withObject("/terminated").put("exitCode", phase.equals("Failed") ? 137 : 0);
            }
        });
    }

    /** Reports it as failed before its containers end, as older kubelets do at an eviction. */
    public PodHandle sayFailedFirst() {
        return edit(pod -> {
            pod.withObject("/status").put("phase", "Failed").put("reason", "Evicted");
            ready(pod, false);
        });
    }

    /**
     * Sets the pod's address.
     *
     * @param ip null if the pod has none (yet)
     */
    public PodHandle setIp(String ip) {
        return edit(pod -> {
            ObjectNode status = pod.withObject("/status");
            status.remove("podIP");
            status.remove("podIPs");
            if (ip != null) {
                status.put("podIP", ip).withArray("/podIPs").addObject().put("ip", ip);
            }
        });
    }

    /** Sets the image of its first container. */
    public PodHandle setImage(String image) {
        return edit(pod -> {
            ((ObjectNode) pod.at("/spec/containers/0")).put("image", image);
            firstContainer(pod).put("image", image);
        });
    }

    /** Makes a change that is irrelevant to a window. */
    public PodHandle touchLabel(String label, String value) {
        return edit(pod -> pod.withObject("/metadata/labels").put(label, value));
    }

    /** Makes a change that is irrelevant to a window. */
    public PodHandle touchAnnotation(String annotation, String value) {
        return edit(pod -> pod.withObject("/metadata/annotations").put(annotation, value));
    }

    /** Forwards all ports of this pod to {@code backend}. */
    public PodHandle forwardTo(InetSocketAddress backend) {
        cluster.forwards().to(namespace(), name(), backend);
        return this;
    }

    @Override
    public String toString() {
        return namespace() + "/" + name();
    }

    private PodHandle edit(Consumer<ObjectNode> edit) {
        cluster.store().edit(key, edit);
        changed.run();
        return this;
    }

    private static ObjectNode firstContainer(ObjectNode pod) {
        return (ObjectNode) pod.at("/status/containerStatuses/0");
    }

    private void ready(ObjectNode pod, boolean ready) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            String type = condition.path("type").asText();
            if (type.equals("Ready") || type.equals("ContainersReady")) {
                ((ObjectNode) condition)
                        .put("status", ready ? "True" : "False")
                        .put("lastTransitionTime", cluster.pods().now());
            }
        }
        for (JsonNode status : pod.at("/status/containerStatuses")) {
            ((ObjectNode) status).put("ready", ready);
        }
    }
}
