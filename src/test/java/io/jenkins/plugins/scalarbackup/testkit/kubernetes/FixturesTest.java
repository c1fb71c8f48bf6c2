package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FixturesTest {

    private final ApiDouble cluster = ApiDouble.started();
    private final KubernetesClient client = cluster.client(cluster.admin());
    private final NamespaceFixture namespace = cluster.namespace("n");

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void aDeploymentOwnsItsPodsThroughAReplicaSet() {
        Workload workload = namespace
                .deployment("ledger")
                .replicas(3)
                .label("app", "l")
                .container("ledger", 50053)
                .create();
        Deployment deployment =
                client.apps().deployments().inNamespace("n").withName("ledger").get();
        assertTrue(Readiness.getInstance().isReady(deployment));
        assertEquals(
                deployment.getMetadata().getGeneration(), deployment.getStatus().getObservedGeneration());
        assertEquals(3, deployment.getStatus().getUpdatedReplicas());

        List<Pod> pods =
                client.pods().inNamespace("n").withLabel("app", "l").list().getItems();
        assertEquals(3, pods.size());
        assertEquals(
                workload.pods().stream().map(PodHandle::uid).toList(),
                pods.stream().map(pod -> pod.getMetadata().getUid()).toList());
        assertEquals(
                3,
                pods.stream()
                        .map(pod -> pod.getStatus().getPodIP())
                        .collect(Collectors.toSet())
                        .size());
        for (Pod pod : pods) {
            assertTrue(Readiness.getInstance().isReady(pod));
            assertNotNull(pod.getStatus().getContainerStatuses().get(0).getContainerID());
            ReplicaSet owner = client.apps()
                    .replicaSets()
                    .inNamespace("n")
                    .withName(pod.getMetadata().getOwnerReferences().get(0).getName())
                    .get();
            assertEquals(
                    owner.getMetadata().getUid(),
                    pod.getMetadata().getOwnerReferences().get(0).getUid());
            assertEquals(
                    deployment.getMetadata().getUid(),
                    owner.getMetadata().getOwnerReferences().get(0).getUid());
        }
    }

    @Test
    void whatHappensToAPodIsSeen() {
        Workload workload =
                namespace.statefulSet("db").replicas(2).podIps("127.0.0.1").create();
        PodHandle pod = workload.pod(0);
        assertEquals("db-0", pod.name());
        Pod before = pod.model();
        assertEquals("127.0.0.1", before.getStatus().getPodIP());

        pod.restartContainer();
        Pod restarted = get("db-0");
        assertEquals(1, restarted.getStatus().getContainerStatuses().get(0).getRestartCount());
        assertNotEquals(
                before.getStatus().getContainerStatuses().get(0).getContainerID(),
                restarted.getStatus().getContainerStatuses().get(0).getContainerID());
        assertTrue(Readiness.getInstance().isReady(restarted));

        pod.replace();
        assertNotEquals(before.getMetadata().getUid(), get("db-0").getMetadata().getUid());
        assertEquals("127.0.0.1", get("db-0").getStatus().getPodIP());

        pod.setReady(false);
        assertFalse(Readiness.getInstance().isReady(get("db-0")));
        StatefulSet set =
                client.apps().statefulSets().inNamespace("n").withName("db").get();
        assertEquals(1, set.getStatus().getReadyReplicas());

        pod.setTerminating();
        assertNotNull(get("db-0").getMetadata().getDeletionTimestamp());
        pod.remove();
        assertEquals(
                List.of("db-1"), workload.pods().stream().map(PodHandle::name).toList());
    }

    @Test
    void scalingAndChangingMakeGenerations() {
        Workload workload = namespace.deployment("d").replicas(1).create();
        assertEquals(1, deployment("d").getMetadata().getGeneration());
        workload.scale(3);
        assertEquals(2, deployment("d").getMetadata().getGeneration());
        assertEquals(3, workload.pods().size());
        workload.touchLabel("a", "b");
        assertEquals(2, deployment("d").getMetadata().getGeneration());
        workload.changeSpec();
        assertEquals(3, deployment("d").getMetadata().getGeneration());
        assertEquals(2, deployment("d").getStatus().getObservedGeneration());
        workload.settle();
        assertEquals(3, deployment("d").getStatus().getObservedGeneration());
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseIsFoundByItsLabels(Chart chart) {
        HelmRelease release = HelmRelease.install(namespace, chart, "prod", 2);
        assertEquals(
                3,
                client.pods()
                        .inNamespace("n")
                        .withLabel("app.kubernetes.io/instance", "prod")
                        .list()
                        .getItems()
                        .size());
        assertEquals(
                2,
                client.pods()
                        .inNamespace("n")
                        .withLabel("app.kubernetes.io/instance", "prod")
                        .withLabel("app.kubernetes.io/app", chart.app())
                        .list()
                        .getItems()
                        .size());
        Service headless = client.services()
                .inNamespace("n")
                .withName(release.headlessService())
                .get();
        assertEquals("None", headless.getSpec().getClusterIP());
        Map<String, Integer> ports = headless.getSpec().getPorts().stream()
                .collect(Collectors.toMap(ServicePort::getName, ServicePort::getPort));
        assertEquals(chart.adminPort(), ports.get(chart.adminPortName()));
    }

    @Test
    void endpointSlicesFollowThePods() {
        HelmRelease release = HelmRelease.install(namespace, Chart.SCALARDB_CLUSTER, "prod", 2);
        PodHandle pod = release.workload().pod(0);
        assertEquals(2, ready(release.headlessService()));
        pod.setReady(false);
        assertEquals(1, ready(release.headlessService()));
        pod.setReady(true);
        namespace.createPod(
                "canary", release.workload().pod(0).model().getMetadata().getLabels(), 60053);
        assertEquals(3, ready(release.headlessService()));
        assertTrue(endpoints(release.headlessService()).stream()
                .anyMatch(endpoint -> endpoint.getTargetRef().getName().equals("canary")));
        namespace.pod("canary").remove();
        assertEquals(2, endpoints(release.headlessService()).size());
    }

    private long ready(String service) {
        return endpoints(service).stream()
                .filter(endpoint -> endpoint.getConditions().getReady())
                .count();
    }

    private List<Endpoint> endpoints(String service) {
        return client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace("n")
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems()
                .stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .toList();
    }

    private Pod get(String name) {
        return client.pods().inNamespace("n").withName(name).get();
    }

    private Deployment deployment(String name) {
        return client.apps().deployments().inNamespace("n").withName(name).get();
    }
}
