package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Deployment (with its ReplicaSet), StatefulSet, DaemonSet or ReplicaSet and its pods, as its controller would keep
 * them, except that nothing happens automatically but that the counts in the status follow the pods.
 */
public final class Workload {

    private final ApiDouble cluster;
    private final ObjectKey key;
    private final OwnerReference podOwner;
    private final Map<String, String> podLabels;
    private final Map<String, Integer> containers;
    private final List<String> freeIps;

    /**
     * @param podOwner the pods' controller: the workload, or the Deployment's ReplicaSet
     * @param freeIps the addresses of future pods; when they run out, the double chooses
     */
    Workload(
            ApiDouble cluster,
            ObjectKey key,
            OwnerReference podOwner,
            Map<String, String> podLabels,
            Map<String, Integer> containers,
            List<String> freeIps) {
        this.cluster = cluster;
        this.key = key;
        this.podOwner = podOwner;
        this.podLabels = podLabels;
        this.containers = containers;
        this.freeIps = new ArrayList<>(freeIps);
    }

    public String name() {
        return key.name();
    }

    /** Returns the existing pods, by name. */
    public List<PodHandle> pods() {
        return cluster
                .store()
                .list(ResourceType.POD, key.namespace(), pod -> pod.at("/metadata/ownerReferences/0/uid")
                        .asText()
                        .equals(podOwner.getUid()))
                .items()
                .stream()
                .map(pod -> handle(pod.at("/metadata/name").asText()))
                .toList();
    }

    /** Returns the n-th of {@link #pods}. */
    public PodHandle pod(int index) {
        return pods().get(index);
    }

    /** Adds a pod beyond {@code spec.replicas}, which stays; it is running and ready. */
    public PodHandle addPod() {
        String name;
        Map<String, String> labels = new LinkedHashMap<>(podLabels);
        if (key.type().kind().equals("StatefulSet")) {
            int ordinal = 0;
            while (handle(key.name() + "-" + ordinal).exists()) {
                ordinal++;
            }
            name = key.name() + "-" + ordinal;
            labels.put("statefulset.kubernetes.io/pod-name", name);
            labels.put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        } else {
            name = podOwner.getName() + "-" + cluster.pods().suffix();
        }
        String ip = freeIps.isEmpty() ? null : freeIps.remove(0);
        PodFactory.Shape shape = new PodFactory.Shape(key.namespace(), name, labels, podOwner, containers, ip);
        cluster.store()
                .create(
                        new ObjectKey(ResourceType.POD, key.namespace(), name),
                        cluster.pods().running(shape));
        count();
        return handle(name);
    }

    /**
     * Changes {@code spec.replicas} (a new generation) and adds or removes pods; the workload is settled afterwards.
     */
    public Workload scale(int replicas) {
        cluster.store().edit(key, object -> object.withObject("/spec").put("replicas", replicas));
        for (int missing = replicas - pods().size(); missing > 0; missing--) {
            addPod();
        }
        for (int i = pods().size() - 1; i >= replicas; i--) {
            pod(i).remove();
        }
        return settle();
    }

    /** Changes the pod template: a new generation that the controller has not seen yet, so the workload is unsettled. */
    public Workload changeSpec() {
        cluster.store().edit(key, object -> object.withObject("/spec/template/metadata/annotations")
                .put("example.com/changed", cluster.pods().suffix()));
        return this;
    }

    /** Settles the workload: its controller has seen the newest generation, and every pod has it. */
    public Workload settle() {
        int pods = pods().size();
        cluster.store().edit(key, object -> {
            ObjectNode status = object.withObject("/status");
            status.put("observedGeneration", object.at("/metadata/generation").asLong());
            status.put(key.type().kind().equals("DaemonSet") ? "updatedNumberScheduled" : "updatedReplicas", pods);
            if (key.type().kind().equals("StatefulSet")) {
                status.put("currentRevision", key.name() + "-1").put("updateRevision", key.name() + "-1");
            }
        });
        count();
        return this;
    }

    /** Makes a change that is irrelevant to a window. */
    public Workload touchLabel(String label, String value) {
        cluster.store()
                .edit(key, object -> object.withObject("/metadata/labels").put(label, value));
        return this;
    }

    /** Removes the workload and its pods. */
    public void remove() {
        pods().forEach(PodHandle::remove);
        cluster.store().delete(key, "", "");
    }

    private PodHandle handle(String pod) {
        return new PodHandle(cluster, key.namespace(), pod, this::count);
    }

    /** Counts pods, ready pods and available pods, like the controllers. */
    private void count() {
        if (cluster.store().find(key).isEmpty()) {
            return;
        }
        List<PodHandle> pods = pods();
        long ready = pods.stream().filter(pod -> ready(pod.model())).count();
        ObjectKey replicaSet = new ObjectKey(ResourceType.byKind("ReplicaSet"), key.namespace(), podOwner.getName());
        cluster.store().edit(key, object -> counts(object, pods.size(), ready));
        if (!replicaSet.equals(key) && cluster.store().find(replicaSet).isPresent()) {
            cluster.store().edit(replicaSet, object -> {
                object.withObject("/spec").put("replicas", pods.size());
                counts(object, pods.size(), ready);
            });
        }
    }

    private static void counts(ObjectNode object, long pods, long ready) {
        ObjectNode status = object.withObject("/status");
        if (object.path("kind").asText().equals("DaemonSet")) {
            status.put("desiredNumberScheduled", pods).put("currentNumberScheduled", pods);
            status.put("numberMisscheduled", 0).put("numberReady", ready).put("numberAvailable", ready);
        } else {
            status.put("replicas", pods).put("readyReplicas", ready).put("availableReplicas", ready);
            if (pods > ready) {
                status.put("unavailableReplicas", pods - ready);
            } else {
                status.remove("unavailableReplicas");
            }
        }
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    static Map<String, Integer> containers(Pod pod) {
        Map<String, Integer> containers = new LinkedHashMap<>();
        pod.getSpec()
                .getContainers()
                .forEach(container -> containers.put(
                        container.getName(), container.getPorts().get(0).getContainerPort()));
        return containers;
    }

    static OwnerReference reference(ObjectNode owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.path("apiVersion").asText())
                .withKind(owner.path("kind").asText())
                .withName(owner.at("/metadata/name").asText())
                .withUid(owner.at("/metadata/uid").asText())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
