package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.release;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.selector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.engine.Readiness;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.Workload;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetResolutionTest {
    private final ClusterFixture fixture = new ClusterFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private ResolvedTarget resolve(TargetSelection selection) throws Exception {
        return now(fixture.target(selection).resolve());
    }

    private String refusal(TargetSelection selection) throws Exception {
        return refused(fixture.target(selection).resolve());
    }

    @ParameterizedTest
    @CsvSource({
        "SCALARDB_SERVER, SCALARDB, 60051",
        "SCALARDB_CLUSTER, SCALARDB_CLUSTER, 60053",
        "SCALARDL_LEDGER, SCALARDL_LEDGER, 50053",
        "SCALARDL_AUDITOR, SCALARDL_AUDITOR, 40053"
    })
    void findsEveryProductByItsRelease(Chart chart, Product product, int port) throws Exception {
        HelmRelease release = HelmRelease.install(fixture.namespace, chart, "app", 3);
        KubernetesTarget target = fixture.target(release("app"));
        ResolvedTarget found = now(target.resolve());
        assertEquals(product, found.product());
        assertEquals(port, found.adminPort());
        assertEquals(fixture.cluster.url(), found.cluster());
        assertEquals(ClusterFixture.NAMESPACE, found.namespace(), "the kubeconfig context's");
        Workload owner = found.workloads().get(0);
        assertEquals(1, found.workloads().size());
        assertEquals("Deployment/" + release.workload().name(), owner.named());
        assertTrue(owner.known());
        assertNull(owner.unsettled());
        assertEquals(1, owner.generation());
        Snapshot snapshot = now(target.snapshot(found));
        assertEquals(
                release.workload().pods().stream().map(PodHandle::name).toList(),
                snapshot.pods().stream().map(Pod::name).toList(),
                "without Envoy's, sorted");
        assertEquals(Long.toString(fixture.cluster.resourceVersion()), snapshot.resourceVersion());
        assertEquals(found.workloads(), snapshot.workloads());
    }

    @Test
    void takesThePortOfTheHeadlessServiceWhateverItsName() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1, 7777);
        assertEquals(7777, resolve(release("app")).adminPort());
        assertEquals(
                9,
                resolve(new TargetSelection("app", null, null, null, 9, Access.POD_IP, AdminTls.OFF, false))
                        .adminPort());
    }

    @Test
    void fallsBackToTheProductsPortAndRefusesContradictions() throws Exception {
        Map<String, String> labels = Map.of("app.kubernetes.io/instance", "app", "app.kubernetes.io/app", "ledger");
        fixture.namespace.deployment("ledger").labels(labels).create();
        assertEquals(50053, resolve(release("app")).adminPort());
        fixture.namespace.service("one", true, Map.of(), labels, Map.of("scalardl-admin", 1111));
        assertEquals(1111, resolve(release("app")).adminPort());
        fixture.namespace.service("two", true, Map.of(), labels, Map.of("scalardl-admin", 2222));
        String message = refusal(release("app"));
        assertTrue(message.contains("one says 1111, two says 2222"), message);
        assertTrue(message.contains("adminPort"), message);
    }

    @Test
    void resolvesTwoProductsUnderOneReleaseOnlyWhenToldWhich() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
        HelmRelease.install(fixture.namespace, Chart.SCALARDB_CLUSTER, "app2", 1);
        fixture.namespace
                .deployment("auditor")
                .labels(Map.of("app.kubernetes.io/instance", "app", "app.kubernetes.io/app", "auditor"))
                .create();
        String message = refusal(release("app"));
        assertTrue(message.contains("scalardl-ledger, scalardl-auditor"), message);
        assertTrue(message.contains("product"), message);
        ResolvedTarget auditor = resolve(new TargetSelection(
                "app", null, null, Product.SCALARDL_AUDITOR, null, Access.POD_IP, AdminTls.OFF, false));
        assertEquals(40053, auditor.adminPort());
        assertEquals("Deployment/auditor", auditor.workloads().get(0).named());
        String wrong = refusal(
                new TargetSelection("app", null, null, Product.SCALARDB, null, Access.POD_IP, AdminTls.OFF, false));
        assertTrue(wrong.contains("is a scalardb: their labels app.kubernetes.io/app are auditor, ledger"), wrong);
    }

    @Test
    void anUnknownReleaseIsToldWhichThereAre() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "ledger", 1);
        HelmRelease.install(fixture.namespace, Chart.SCALARDB_CLUSTER, "cluster", 1);
        String message = refusal(release("legder"));
        assertTrue(message.contains("app.kubernetes.io/instance=legder"), message);
        assertTrue(message.contains("namespace \"prod\""), message);
        assertTrue(message.contains("releases seen there: \"cluster\", \"ledger\""), message);
    }

    @Test
    void aMissingNamespaceIsNamed() throws Exception {
        String message =
                refusal(new TargetSelection("app", null, "porduction", null, null, Access.AUTO, AdminTls.OFF, false));
        assertTrue(message.contains("There is no namespace \"porduction\" at " + fixture.cluster.url()), message);
    }

    @Test
    void whoMayNotSeeNamespacesIsNotToldThatThereIsNone() throws Exception {
        var account = fixture.cluster.access().account("backup").allowIn(ClusterFixture.NAMESPACE, List.of("*"), "*");
        String message = refused(fixture.target(release("app"), account).resolve());
        assertTrue(message.contains("releases seen there: none"), message);
    }

    @Test
    void aReleaseWithoutPodsIsExplained() throws Exception {
        HelmRelease release = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
        release.workload().pod(0).setPhase("Failed");
        assertTrue(refusal(release("app")).contains("only Envoy's pods or pods that have ended"));
        release.workload().scale(0);
        release.envoy().scale(0);
        String message = refusal(release("app"));
        assertTrue(message.contains("Deployment/app-scalardl is scaled to 0"), message);
    }

    /** Older kubelets report an eviction before they end the containers. */
    @Test
    void aPodThatSaysFailedAndRunsIsAPod() throws Exception {
        HelmRelease release = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 2);
        release.workload().pod(1).sayFailedFirst();
        KubernetesTarget target = fixture.target(release("app"));
        ResolvedTarget resolved = now(target.resolve());
        Snapshot snapshot = now(target.snapshot(resolved));
        assertEquals(2, snapshot.livePods().size());
        String problem = Readiness.of(resolved, snapshot).problems().get(0);
        assertTrue(problem.contains(release.workload().pod(1).name()), problem);
        assertTrue(problem.contains("may still serve") && problem.contains("delete pod"), problem);
        release.workload().pod(1).setPhase("Failed");
        snapshot = now(target.snapshot(resolved));
        assertEquals(1, snapshot.livePods().size());
    }

    @Test
    void aReleaseOfSomethingElseNeedsAProduct() throws Exception {
        fixture.namespace
                .statefulSet("pg")
                .labels(Map.of("app.kubernetes.io/instance", "pg"))
                .create();
        String message = refusal(release("pg"));
        assertTrue(message.contains("(seen: none)"), message);
        assertTrue(message.contains("scalardb-cluster, scalardb, scalardl-ledger, scalardl-auditor, "), message);
        String custom = refusal(
                new TargetSelection("pg", null, null, Product.CUSTOM, null, Access.POD_IP, AdminTls.OFF, false));
        assertTrue(custom.contains("adminPort"), custom);
        ResolvedTarget found =
                resolve(new TargetSelection("pg", null, null, Product.CUSTOM, 5, Access.POD_IP, AdminTls.OFF, false));
        assertEquals("app.kubernetes.io/instance=pg,app.kubernetes.io/app!=envoy", found.selector());
        assertEquals("StatefulSet/pg", found.workloads().get(0).named());
    }

    @Test
    void aSelectorIsTakenAsItIs() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "a", 2);
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "b", 1);
        ResolvedTarget found = resolve(selector("app.kubernetes.io/app in (ledger)", null, null));
        assertEquals("app.kubernetes.io/app in (ledger)", found.selector());
        assertEquals(Product.SCALARDL_LEDGER, found.product());
        assertEquals(
                List.of("Deployment/a-scalardl", "Deployment/b-scalardl"),
                found.workloads().stream().map(Workload::named).toList());
        String envoy = refusal(selector("app.kubernetes.io/instance=a", null, null));
        assertTrue(envoy.contains("also lists Envoy's pod a-envoy"), envoy);
        fixture.namespace.createPod("stranger", Map.of("app.kubernetes.io/instance", "b2", "x", "y"), 1);
        fixture.namespace.createPod("own", Map.of("app.kubernetes.io/app", "ledger", "x", "y"), 1);
        String stranger = refusal(selector("x=y", null, null));
        assertTrue(stranger.contains("no scalardl-ledger: stranger"), stranger);
        String other = refusal(selector("x=y", Product.SCALARDB, null));
        assertTrue(other.contains("also lists pods of scalardl-ledger"), other);
        assertEquals(2, resolve(selector("x=y", Product.CUSTOM, 1)).workloads().size());
    }

    @Test
    void requestsCantBeBentByNames() throws Exception {
        assertTrue(refusal(release("a,b!=c")).contains("can't be a Helm release's name"));
        assertTrue(refusal(selector("a=b&watch=true", null, null)).contains("no requirement on a label"));
        assertTrue(refusal(new TargetSelection("app", null, "../secrets", null, null, Access.AUTO, AdminTls.OFF, false))
                .contains("can't be a namespace"));
        assertEquals(0, fixture.cluster.requests().all().size(), "and nothing was sent");
    }

    @Test
    void followsEveryKindOfOwner() throws Exception {
        Map<String, String> labels = Map.of("app.kubernetes.io/app", "ledger");
        fixture.namespace.deployment("d").labels(labels).replicas(2).create().changeSpec();
        fixture.namespace.statefulSet("s").labels(labels).create();
        fixture.namespace.daemonSet("n").labels(labels).create();
        fixture.namespace.replicaSet("r").labels(labels).create();
        fixture.namespace.createPod("alone", labels, 1);
        List<Workload> workloads =
                resolve(selector("app.kubernetes.io/app=ledger", null, 1)).workloads();
        assertEquals(
                List.of("DaemonSet/n", "Deployment/d", "Pod/alone", "ReplicaSet/r", "StatefulSet/s"),
                workloads.stream().map(Workload::named).toList());
        assertEquals(
                "its controller has not seen the last change yet",
                workloads.get(1).unsettled());
        assertEquals(2, workloads.get(1).generation());
        assertTrue(workloads.get(2).known(), "nothing rolls a bare pod out");
        assertFalse(workloads.get(3).known());
        assertTrue(workloads.stream().allMatch(workload -> workload.uid() != null));
        fixture.cluster.requests().clear();
        resolve(selector("app.kubernetes.io/app=ledger", null, 1));
        assertEquals(1, fixture.cluster.requests().count("get", "deployments"), "each owner is read once");
    }

    @Test
    void anOwnerThatIsGoneIsUnsettled() throws Exception {
        HelmRelease release = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
        KubernetesTarget target = fixture.target(release("app"));
        ResolvedTarget found = now(target.resolve());
        var deployment = new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(ClusterFixture.NAMESPACE)
                .withName(release.workload().name())
                .endMetadata()
                .build();
        fixture.cluster.delete(deployment);
        Workload gone = now(target.snapshot(found)).workloads().get(0);
        assertEquals("it was deleted", gone.unsettled());
        assertNotNull(gone.uid());
    }
}
