package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** One name of a pod, and what can happen to the pod that has it. Each method returns when the store has the change. */
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

    /** Of the pod that has the name now. */
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
     * The first container dies and runs again: not ready with the old container's ID, then ready with a new one and a
     * restart more.
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

    /** A new container ID without a restart counted, as after a node lost its state. */
    public PodHandle changeContainerId() {
        return edit(pod -> firstContainer(pod).put("containerID", PodFactory.containerId()));
    }

    /** Deleted and there again under the same name, with a new UID and new containers, running and ready. */
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

    /** Gone without a grace period. */
    public void remove() {
        cluster.store().delete(key, "", "");
        changed.run();
    }

    public PodHandle setReady(boolean ready) {
        return edit(pod -> ready(pod, ready));
    }

    /** Being deleted, with the usual 30 s of grace; it stays until {@link #remove}. */
    public PodHandle setTerminating() {
        return edit(pod -> pod.withObject("/metadata")
                .put(
                        "deletionTimestamp",
                        cluster.clock().instant().plusSeconds(30).toString())
                .put("deletionGracePeriodSeconds", 30));
    }

    /**
     * Pending, Running, Succeeded, Failed or Unknown; only Running leaves readiness as it was. With Succeeded and Failed its
     * containers have ended.
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

    /** Its kubelet says that it has failed, before it ends the containers: as older ones do with an eviction. */
    public PodHandle sayFailedFirst() {
        return edit(pod -> {
            pod.withObject("/status").put("phase", "Failed").put("reason", "Evicted");
            ready(pod, false);
        });
    }

    /** @param ip null: the pod has none (yet) */
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

    /** Its first container has this image. */
    public PodHandle setImage(String image) {
        return edit(pod -> {
            ((ObjectNode) pod.at("/spec/containers/0")).put("image", image);
            firstContainer(pod).put("image", image);
        });
    }

    /** A change that means nothing to a window. */
    public PodHandle touchLabel(String label, String value) {
        return edit(pod -> pod.withObject("/metadata/labels").put(label, value));
    }

    /** A change that means nothing to a window. */
    public PodHandle touchAnnotation(String annotation, String value) {
        return edit(pod -> pod.withObject("/metadata/annotations").put(annotation, value));
    }

    /** Port-forward to any port of this pod leads to {@code backend}. */
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
