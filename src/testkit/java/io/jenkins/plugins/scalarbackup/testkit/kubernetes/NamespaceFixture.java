package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.util.List;
import java.util.Map;

/** Creates a test's objects in one namespace. */
public final class NamespaceFixture {

    private final ApiDouble cluster;
    private final String name;

    NamespaceFixture(ApiDouble cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    public String name() {
        return name;
    }

    ApiDouble cluster() {
        return cluster;
    }

    public WorkloadBuilder deployment(String workload) {
        return workload("Deployment", workload);
    }

    public WorkloadBuilder statefulSet(String workload) {
        return workload("StatefulSet", workload);
    }

    public WorkloadBuilder daemonSet(String workload) {
        return workload("DaemonSet", workload);
    }

    /** Begins a ReplicaSet that no Deployment owns. */
    public WorkloadBuilder replicaSet(String workload) {
        return workload("ReplicaSet", workload);
    }

    private WorkloadBuilder workload(String kind, String workload) {
        return new WorkloadBuilder(cluster, ResourceType.byKind(kind), name, workload);
    }

    /** Creates a pod that nothing controls, running and ready. */
    public PodHandle createPod(String pod, Map<String, String> labels, int port) {
        cluster.store()
                .create(
                        new ObjectKey(ResourceType.POD, name, pod),
                        cluster.pods()
                                .running(new PodFactory.Shape(name, pod, labels, null, Map.of("main", port), null)));
        return pod(pod);
    }

    /** Returns a pod by its name, even if it does not exist. Counts in a workload's status don't follow this handle. */
    public PodHandle pod(String pod) {
        return new PodHandle(cluster, name, pod, () -> {});
    }

    /** Returns all existing pods, by name. */
    public List<PodHandle> pods() {
        return cluster.store().list(ResourceType.POD, name, pod -> true).items().stream()
                .map(pod -> pod(pod.at("/metadata/name").asText()))
                .toList();
    }

    /**
     * Creates a Service; its EndpointSlice follows the pods.
     *
     * @param ports the ports by name; they are the pods' ports, too
     */
    public void service(
            String service,
            boolean headless,
            Map<String, String> labels,
            Map<String, String> selector,
            Map<String, Integer> ports) {
        cluster.store()
                .create(
                        new ObjectKey(ResourceType.SERVICE, name, service),
                        Endpoints.service(headless, labels, selector, ports));
    }
}
