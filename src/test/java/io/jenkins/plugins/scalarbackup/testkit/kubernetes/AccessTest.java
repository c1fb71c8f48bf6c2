package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {

    private final ApiDouble cluster = ApiDouble.started();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void anUnknownTokenIsUnauthorized() {
        Access.Account removed = cluster.access().account("u");
        cluster.access().remove(removed);
        try (KubernetesClient client = cluster.client(removed)) {
            KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> list(client));
            assertEquals(401, refused.getCode());
            assertEquals("Unauthorized", refused.getStatus().getReason());
        }
    }

    @Test
    void aJwtIsRefusedOnceItHasExpired() {
        Instant expiry = cluster.clock().instant().plusSeconds(600);
        Access.Account account = cluster.access().jwtAccount("u", expiry).allow(List.of("list"), "pods");
        assertEquals(3, account.token().split("\\.").length);
        try (KubernetesClient client = cluster.client(account)) {
            list(client);
            cluster.clock().setOffset(Duration.ofSeconds(601));
            assertEquals(
                    401,
                    assertThrows(KubernetesClientException.class, () -> list(client))
                            .getCode());
        }
    }

    @Test
    void whatIsNotAllowedIsForbiddenInTheApiServersWords() {
        Access.Account account = cluster.access()
                .account("system:serviceaccount:n:backup")
                .allowIn("n", List.of("get", "list"), "pods", "leases.coordination.k8s.io");
        try (KubernetesClient client = cluster.client(account)) {
            list(client);
            KubernetesClientException refused = assertThrows(
                    KubernetesClientException.class,
                    () -> client.pods().inNamespace("other").list());
            assertEquals(403, refused.getCode());
            assertEquals(
                    "pods is forbidden: User \"system:serviceaccount:n:backup\" cannot list resource \"pods\""
                            + " in API group \"\" in the namespace \"other\"",
                    refused.getStatus().getMessage());
            refused = assertThrows(
                    KubernetesClientException.class,
                    () -> client.leases().inNamespace("n").withName("l").delete());
            assertEquals(
                    "leases.coordination.k8s.io \"l\" is forbidden: User \"system:serviceaccount:n:backup\" cannot"
                            + " delete resource \"leases\" in API group \"coordination.k8s.io\" in the namespace \"n\"",
                    refused.getStatus().getMessage());
            assertTrue(assertThrows(
                            KubernetesClientException.class,
                            () -> client.pods().inAnyNamespace().list())
                    .getStatus()
                    .getMessage()
                    .endsWith("at the cluster scope"));
        }
    }

    @Test
    void anAccessReviewAnswersFromTheSameRules() {
        Access.Account account = cluster.access()
                .account("u")
                .allowIn("n", List.of("create"), "pods/portforward")
                .allowIn("n", List.of("update"), "leases.coordination.k8s.io");
        try (KubernetesClient client = cluster.client(account)) {
            assertTrue(review(client, "create", "", "pods", "portforward", "n"));
            assertFalse(review(client, "create", "", "pods", null, "n"));
            assertFalse(review(client, "create", "", "pods", "portforward", "m"));
            assertTrue(review(client, "update", "coordination.k8s.io", "leases", null, "n"));
            assertFalse(review(client, "update", "", "leases", null, "n"));
        }
    }

    @Test
    void everyRequestIsLogged() {
        try (KubernetesClient client = cluster.client(cluster.admin())) {
            list(client);
        }
        assertEquals(1, cluster.requests().count("list", "pods"));
        RequestLog.Entry entry = cluster.requests().all().get(0);
        assertEquals("system:admin", entry.user());
        assertEquals("/api/v1/namespaces/n/pods", entry.call().path());
        assertTrue(entry.call().userAgent().startsWith("fabric8"), entry.toString());
    }

    @Test
    void tlsIsTrustedByItsOwnCaOnly() {
        try (ApiDouble secured = ApiDouble.builder().tls().start()) {
            try (KubernetesClient client = secured.client(secured.admin())) {
                list(client);
            }
            Config wrong = new ConfigBuilder(secured.config(secured.admin()))
                    .withCaCertData(Kubeconfig.base64(TestCertificate.create().caPem()))
                    .withRequestRetryBackoffLimit(0)
                    .build();
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(wrong).build()) {
                KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> list(client));
                assertTrue(causes(refused).contains(SSLHandshakeException.class), refused.toString());
            }
        }
    }

    @Test
    void aKubeconfigLeadsToTheCluster() {
        try (ApiDouble secured = ApiDouble.builder().tls().start()) {
            Config config = Config.fromKubeconfig(secured.kubeconfig(secured.admin(), "n"));
            assertEquals("n", config.getNamespace());
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                list(client);
            }
        }
    }

    private static List<? extends Class<?>> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(Throwable::getClass)
                .toList();
    }

    private static boolean review(
            KubernetesClient client, String verb, String group, String resource, String subresource, String namespace) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static void list(KubernetesClient client) {
        client.pods().inNamespace("n").list();
    }
}
