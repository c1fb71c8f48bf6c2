package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPreflightTest {
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private final ClusterFixture fixture =
            new ClusterFixture(ApiDouble.builder().tls().start());
    private final HelmRelease ledger = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 2);

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Returns the rights granted by the manifest: verbs by resource. */
    private static Map<String, List<String>> rights() {
        Map<String, List<String>> rights = new LinkedHashMap<>();
        rights.put("pods", new ArrayList<>(List.of("get", "list", "watch")));
        for (String kind : List.of("replicasets", "deployments", "services", "endpointslices")) {
            rights.put(kind, new ArrayList<>(List.of("get", "list")));
        }
        rights.put("leases", new ArrayList<>(List.of("get", "list", "create", "update", "delete")));
        rights.put("pods/portforward", new ArrayList<>(List.of("get", "create")));
        return rights;
    }

    private Account account(Map<String, List<String>> rights) {
        return grant(fixture.cluster.access().account("backup"), rights);
    }

    private static Account grant(Account account, Map<String, List<String>> rights) {
        rights.forEach((resource, verbs) -> account.allowIn(NAMESPACE, verbs, resource));
        return account;
    }

    private static TargetSelection by(Access access, boolean allowOtherEndpoints) {
        return new TargetSelection("app", null, null, null, null, access, AdminTls.OFF, allowOtherEndpoints);
    }

    private CompletionStage<List<String>> preflight(TargetSelection selection, Account account) throws Exception {
        // Resolved with all rights, because a missing one would already show there.
        KubernetesTarget able = fixture.target(selection);
        ResolvedTarget resolved = now(able.resolve());
        Snapshot snapshot = now(able.snapshot(resolved));
        ClusterCredentials credentials =
                new ClusterCredentials.Kubeconfig(fixture.cluster.kubeconfig(account, NAMESPACE), null);
        return fixture.target(selection, credentials, EndpointPolicy.STRICT, Duration.ofSeconds(10))
                .preflight(resolved, snapshot, snapshot.livePods(), OUTAGE);
    }

    @Test
    void theManifestsRightsAreEnough() throws Exception {
        assertEquals(List.of(), now(preflight(by(Access.AUTO, false), account(rights()))));
        assertEquals(List.of(), now(preflight(by(Access.PORT_FORWARD, false), account(rights()))));
    }

    @ParameterizedTest
    @CsvSource({
        "get, pods, pods",
        "list, pods, pods",
        "watch, pods, pods",
        "get, replicasets, replicasets.apps",
        "get, deployments, deployments.apps",
        "list, endpointslices, endpointslices.discovery.k8s.io",
        "get, pods/portforward, pods/portforward",
        "create, pods/portforward, pods/portforward"
    })
    void aMissingRightIsRefusedByName(String verb, String resource, String named) throws Exception {
        Map<String, List<String>> rights = rights();
        rights.get(resource).remove(verb);
        String message = refused(preflight(by(Access.PORT_FORWARD, false), account(rights)));
        assertTrue(message.contains("has no right to " + verb + " " + named + " in namespace \"prod\""), message);
        assertTrue(message.contains(fixture.cluster.url()) && message.contains("docs/rbac.yaml"), message);
    }

    @ParameterizedTest
    @CsvSource({"get", "list", "create", "update", "delete"})
    void aMissingLeaseRightIsAWarning(String verb) throws Exception {
        Map<String, List<String>> rights = rights();
        rights.get("leases").remove(verb);
        List<String> warnings = now(preflight(by(Access.POD_IP, false), account(rights)));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("no right to " + verb + " leases.coordination.k8s.io"), warnings.get(0));
    }

    @Test
    void rightsThatAreNotNeededAreNotAskedFor() throws Exception {
        Map<String, List<String>> rights = rights();
        rights.remove("pods/portforward");
        assertEquals(List.of(), now(preflight(by(Access.POD_IP, false), account(rights))));
        rights.remove("endpointslices");
        assertEquals(List.of(), now(preflight(by(Access.POD_IP, true), account(rights))));
    }

    @Test
    void aTokenMustOutliveTheOutage() throws Exception {
        Instant soon = Instant.now().plusSeconds(200);
        String message = refused(preflight(
                by(Access.POD_IP, false), grant(fixture.cluster.access().jwtAccount("backup", soon), rights())));
        assertTrue(message.contains("expires at " + Instant.ofEpochSecond(soon.getEpochSecond())), message);
        assertTrue(message.contains("300 s (maxOutage)"), message);
        assertEquals(
                List.of(),
                now(preflight(
                        by(Access.POD_IP, false),
                        grant(
                                fixture.cluster
                                        .access()
                                        .jwtAccount("backup", Instant.now().plusSeconds(400)),
                                rights()))));
    }

    @Test
    void foreignPodsBehindTheSameServiceAreRefused() throws Exception {
        fixture.namespace.service(
                "all-of-it", false, Map.of(), Map.of("app.kubernetes.io/instance", "app"), Map.of("http", 80));
        String envoy = ledger.envoy().pod(0).name();
        String message = refused(preflight(by(Access.POD_IP, false), account(rights())));
        assertTrue(message.contains("Service all-of-it also leads to " + envoy), message);
        assertTrue(message.contains("release \"app\" in namespace \"prod\""), message);
        List<String> warnings = now(preflight(by(Access.POD_IP, true), account(rights())));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("Service all-of-it also leads to " + envoy), warnings.get(0));
    }

    /** A slice follows its pods with a delay; one with a serving endpoint may lag behind as well. */
    @Test
    void aSliceThatNamesAPodThatIsGoneHasNoForeignPod() throws Exception {
        slice(
                "stale",
                "10.99.0.1",
                new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withName("gone-0")
                        .withUid("u-gone")
                        .build());
        assertEquals(List.of(), now(preflight(by(Access.POD_IP, false), account(rights()))));
        var canary = fixture.namespace.createPod("canary", Map.of(), 1);
        slice(
                "fresh",
                "10.99.0.2",
                new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withName(canary.name())
                        .withUid(canary.uid())
                        .build());
        assertTrue(
                refused(preflight(by(Access.POD_IP, false), account(rights()))).contains("fresh also leads to canary"));
    }

    /** A slice without targetRef is recognized by addresses: any of a pod's, in any spelling. */
    @Test
    void addressesAreComparedAsAddresses() throws Exception {
        PodHandle pod = ledger.workload().pod(0);
        fixture.cluster.edit(pod.model(), model -> model.getStatus()
                .setPodIPs(List.of(new PodIP(pod.model().getStatus().getPodIP()), new PodIP("fd00::a:1"))));
        slice("six", "FD00:0:0:0:0:0:A:1", null);
        assertEquals(List.of(), now(preflight(by(Access.POD_IP, false), account(rights()))));
    }

    private void slice(String service, String address, ObjectReference ref) {
        var first = new EndpointBuilder()
                .withAddresses(ledger.workload().pod(0).model().getStatus().getPodIP());
        var other = new EndpointBuilder().withAddresses(address);
        if (ref != null) {
            other.withTargetRef(ref).withNewConditions().withServing(false).endConditions();
        }
        fixture.cluster.create(new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(service + "-x1")
                .withLabels(Map.of("kubernetes.io/service-name", service))
                .endMetadata()
                .withAddressType("IPv4")
                .withEndpoints(first.build(), other.build())
                .build());
    }

    /** A Service of both is no fault if both are paused. */
    @Test
    void podsOfTheWindowsOtherTargetsAreForeignToNone() throws Exception {
        HelmRelease auditor = HelmRelease.install(fixture.namespace, Chart.SCALARDL_AUDITOR, "aud", 1);
        slice("both", auditor.workload().pod(0).model().getStatus().getPodIP(), null);
        KubernetesTarget one = fixture.target(by(Access.PORT_FORWARD, false));
        KubernetesTarget two = fixture.target(release("aud"));
        ResolvedTarget resolved = now(one.resolve());
        Snapshot ours = now(one.snapshot(resolved));
        Snapshot others = now(two.snapshot(now(two.resolve())));
        assertTrue(
                refused(one.preflight(resolved, ours, ours.livePods(), OUTAGE)).contains("Service both also leads to"));
        List<Pod> both = new ArrayList<>(ours.livePods());
        both.addAll(others.livePods());
        assertEquals(List.of(), now(one.preflight(resolved, ours, both, OUTAGE)));
    }

    @Test
    void localPodAddressesAreRefusedWhereTheyWouldBeUsed() throws Exception {
        ledger.workload().pod(1).setIp("169.254.169.254");
        String message = refused(preflight(by(Access.AUTO, false), account(rights())));
        assertTrue(message.contains(ledger.workload().pod(1).name() + " has the address 169.254.169.254"), message);
        assertEquals(List.of(), now(preflight(by(Access.PORT_FORWARD, false), account(rights()))));
    }

    @Test
    void reviewsThatAreForbiddenAreAWarning() throws Exception {
        fixture.cluster.faults().on("create", "selfsubjectaccessreviews").status(403);
        List<String> warnings = now(preflight(by(Access.POD_IP, false), account(rights())));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("may not ask for its own rights"), warnings.get(0));
    }

    @Test
    void theClockIsMeasured() throws Exception {
        fixture.cluster.clock().setOffset(Duration.ofMillis(5_300));
        var offset = now(fixture.target(release("app")).clockOffset());
        assertTrue(Math.abs(offset.millis() - 5_300) <= offset.uncertaintyMillis(), offset.toString());
        assertTrue(offset.uncertaintyMillis() < 600, offset.toString());
    }
}
