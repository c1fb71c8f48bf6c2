package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The properties of a workload; {@link #create} creates it, settled, with its pods running and ready. */
public final class WorkloadBuilder {

    private final ApiDouble cluster;
    private final ObjectKey key;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, Integer> containers = new LinkedHashMap<>();
    private List<String> podIps = List.of();
    private int replicas = 1;

    WorkloadBuilder(ApiDouble cluster, ResourceType type, String namespace, String name) {
        this.cluster = cluster;
        this.key = new ObjectKey(type, namespace, name);
    }

    public WorkloadBuilder replicas(int count) {
        replicas = count;
        return this;
    }

    /** Adds labels of the workload and its pods, and of the workload's selector. */
    public WorkloadBuilder labels(Map<String, String> more) {
        labels.putAll(more);
        return this;
    }

    public WorkloadBuilder label(String label, String value) {
        labels.put(label, value);
        return this;
    }

    /** Adds a container; without any, there is a container {@code main} with port 8080. */
    public WorkloadBuilder container(String name, int port) {
        containers.put(name, port);
        return this;
    }

    /** Sets addresses of the first pods, such as {@code 127.0.0.1} if the test connects to pods by address. */
    public WorkloadBuilder podIps(String... addresses) {
        podIps = List.of(addresses);
        return this;
    }

    public Workload create() {
        if (labels.isEmpty()) {
            labels.put("app", key.name());
        }
        if (containers.isEmpty()) {
            containers.put("main", 8080);
        }
        ObjectNode object = cluster.store().create(key, object(key, labels));
        Map<String, String> podLabels = new LinkedHashMap<>(labels);
        OwnerReference podOwner = Workload.reference(object);
        if (key.type().kind().equals("Deployment")) {
            String hash = cluster.pods().suffix();
            podLabels.put("pod-template-hash", hash);
            ObjectKey replicaSet =
                    new ObjectKey(ResourceType.byKind("ReplicaSet"), key.namespace(), key.name() + "-" + hash);
            ObjectNode owned = object(replicaSet, podLabels);
            owned.withObject("/metadata").set("ownerReferences", Json.of(List.of(podOwner)));
            podOwner = Workload.reference(cluster.store().create(replicaSet, owned));
        }
        Workload workload = new Workload(cluster, key, podOwner, podLabels, containers, podIps);
        for (int i = 0; i < replicas; i++) {
            workload.addPod();
        }
        return workload.settle();
    }

    private ObjectNode object(ObjectKey of, Map<String, String> selected) {
        ObjectNode object = Json.object();
        selected.forEach(object.withObject("/metadata/labels")::put);
        ObjectNode spec = object.withObject("/spec");
        if (!of.type().kind().equals("DaemonSet")) {
            spec.put("replicas", replicas);
        }
        selected.forEach(spec.withObject("/selector/matchLabels")::put);
        selected.forEach(spec.withObject("/template/metadata/labels")::put);
        containers.forEach((name, port) -> spec.withObject("/template/spec")
                .withArray("/containers")
                .addObject()
                .put("name", name)
                .put("image", "example.com/" + name + ":1")
                .withArray("/ports")
                .addObject()
                .put("containerPort", port));
        return object;
    }
}
