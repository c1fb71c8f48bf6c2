package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectsTest {

    private final ApiDouble cluster = ApiDouble.started();
    private KubernetesClient client;

    @BeforeEach
    void connect() {
        client = new KubernetesClientBuilder()
                .withConfig(cluster.config(cluster.admin()))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void aLeaseIsRenewedByCompareAndSet() {
        Lease created = client.resource(lease("lock", "one")).create();
        Lease renewed = client.resource(withHolder(created, "two")).update();
        assertNotEquals(
                created.getMetadata().getResourceVersion(),
                renewed.getMetadata().getResourceVersion());

        KubernetesClientException stale =
                assertThrows(KubernetesClientException.class, () -> client.resource(withHolder(created, "three"))
                        .update());
        assertEquals(409, stale.getCode());
        assertEquals("Conflict", stale.getStatus().getReason());
        assertEquals(
                "two",
                client.leases()
                        .inNamespace("n")
                        .withName("lock")
                        .get()
                        .getSpec()
                        .getHolderIdentity());
    }

    @Test
    void whatExistsIsNotCreatedAgain() {
        client.resource(lease("lock", "one")).create();
        KubernetesClientException exists =
                assertThrows(KubernetesClientException.class, () -> client.resource(lease("lock", "two"))
                        .create());
        assertEquals(409, exists.getCode());
        assertEquals("AlreadyExists", exists.getStatus().getReason());
    }

    @Test
    void deletionHasPreconditions() {
        Lease created = client.resource(lease("lock", "one")).create();
        client.resource(withHolder(created, "two")).update();
        KubernetesClientException stale = assertThrows(KubernetesClientException.class, () -> client.resource(created)
                .lockResourceVersion(created.getMetadata().getResourceVersion())
                .delete());
        assertEquals(409, stale.getCode());
        client.leases().inNamespace("n").withName("lock").delete();
        assertNull(client.leases().inNamespace("n").withName("lock").get());
    }

    @Test
    void aPutThatChangesNothingMakesNoVersion() {
        Lease created = client.resource(lease("lock", "one")).create();
        long before = cluster.resourceVersion();
        client.resource(created).update();
        assertEquals(before, cluster.resourceVersion());
    }

    @Test
    void generationCountsChangesOfTheSpecOnly() {
        Deployment created = client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("d")
                        .withNamespace("n")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(1)
                        .endSpec()
                        .build())
                .create();
        assertEquals(1, created.getMetadata().getGeneration());
        Deployment labelled = client.resource(created).edit(d -> new DeploymentBuilder(d)
                .editMetadata()
                .addToLabels("a", "b")
                .endMetadata()
                .build());
        assertEquals(1, labelled.getMetadata().getGeneration());
        cluster.edit(labelled, d -> d.getSpec().setReplicas(2));
        assertEquals(
                2,
                client.apps()
                        .deployments()
                        .inNamespace("n")
                        .withName("d")
                        .get()
                        .getMetadata()
                        .getGeneration());
    }

    @Test
    void listsSelectByLabelFieldAndNamespace() {
        cluster.create(pod("n", "a", "one"));
        cluster.create(pod("n", "b", "two"));
        cluster.create(pod("m", "c", "one"));
        assertEquals(
                List.of("a"),
                names(client.pods()
                        .inNamespace("n")
                        .withLabel("app", "one")
                        .list()
                        .getItems()));
        assertEquals(
                List.of("c", "a"),
                names(client.pods()
                        .inAnyNamespace()
                        .withLabel("app", "one")
                        .list()
                        .getItems()));
        assertEquals(
                List.of("a", "b"),
                names(client.pods()
                        .inNamespace("n")
                        .withLabelIn("app", "one", "two")
                        .list()
                        .getItems()));
        assertEquals(
                List.of("b"),
                names(client.pods()
                        .inNamespace("n")
                        .withLabelNotIn("app", "one")
                        .list()
                        .getItems()));
        assertEquals(
                List.of("b"),
                names(client.pods()
                        .inNamespace("n")
                        .withoutLabel("app", "one")
                        .list()
                        .getItems()));
        assertEquals(
                List.of(),
                names(client.pods().inNamespace("n").withoutLabel("app").list().getItems()));
        assertEquals(
                List.of("b"),
                names(client.pods()
                        .inNamespace("n")
                        .withField("metadata.name", "b")
                        .list()
                        .getItems()));
        assertEquals(
                List.of("a"),
                names(client.pods()
                        .inNamespace("n")
                        .withLabelSelector("app in (one), app notin (two),app")
                        .list()
                        .getItems()));
        assertEquals(
                Long.toString(cluster.resourceVersion()),
                client.pods().inAnyNamespace().list().getMetadata().getResourceVersion());
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    static Pod pod(String namespace, String name, String app) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }

    private static Lease lease(String name, String holder) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("n")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .endSpec()
                .build();
    }

    private static Lease withHolder(Lease lease, String holder) {
        return new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity(holder)
                .endSpec()
                .build();
    }
}
