package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.jenkins.plugins.scalarbackup.engine.Readiness;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests targets given by a Deployment's name, and products whose port no chart names. */
class DeploymentTargetTest {
    private final ClusterFixture fixture = new ClusterFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static TargetSelection deployment(String name) {
        return new TargetSelection(null, null, null, Product.CUSTOM, 7001, Access.POD_IP, AdminTls.OFF, false, name);
    }

    private void shop(String name) {
        fixture.namespace.deployment(name).replicas(2).label("app", name).create();
    }

    @Test
    void namesExactlyItsPods() throws Exception {
        shop("shop");
        shop("other");
        KubernetesTarget target = fixture.target(deployment("shop"));
        ResolvedTarget found = now(target.resolve());
        assertEquals("shop", found.deployment());
        assertNull(found.release());
        assertEquals(Product.CUSTOM, found.product());
        assertEquals(7001, found.adminPort());
        assertEquals(1, found.workloads().size());
        assertEquals("Deployment/shop", found.workloads().get(0).named());
        assertEquals("deployment \"shop\" in namespace \"prod\"", found.named());
        assertEquals("deployment: 'shop', adminPort: 7001, namespace: 'prod'", found.asParameters());
        assertEquals(2, now(target.snapshot(found)).livePods().size());
        assertEquals("shop", found.reachedBy(Access.PORT_FORWARD).deployment());
    }

    @Test
    void saysWhichOnesThereAre() throws Exception {
        shop("shop");
        String sentence = refused(fixture.target(deployment("shoop")).resolve());
        assertTrue(sentence.contains("There is no deployment \"shoop\" in namespace \"prod\""), sentence);
        assertTrue(sentence.contains("Deployments seen there: \"shop\""), sentence);
    }

    @Test
    void oneThatIsScaledToNothingNeedsNoPause() throws Exception {
        fixture.namespace.deployment("shop").replicas(0).label("app", "shop").create();
        String sentence = refused(fixture.target(deployment("shop")).resolve());
        assertTrue(sentence.contains("Deployment/shop is scaled to 0"), sentence);
    }

    @Test
    void writesASelectorAsKubectlDoes() throws RefusedException {
        assertEquals(
                "app=shop,tier in (a,b),zone notin (c),fast,!slow",
                LabelSelector.of(new LabelSelectorBuilder()
                        .withMatchLabels(Map.of("app", "shop"))
                        .addToMatchExpressions(requirement("tier", "In", List.of("a", "b")))
                        .addToMatchExpressions(requirement("zone", "NotIn", List.of("c")))
                        .addToMatchExpressions(requirement("fast", "Exists", null))
                        .addToMatchExpressions(requirement("slow", "DoesNotExist", List.of()))
                        .build()));
    }

    private static LabelSelectorRequirement requirement(String key, String operator, List<String> values) {
        LabelSelectorRequirement requirement = new LabelSelectorRequirement();
        requirement.setKey(key);
        requirement.setOperator(operator);
        requirement.setValues(values);
        return requirement;
    }

    @Test
    void theGatewayListensOnItsOwnPort() throws Exception {
        fixture.namespace
                .deployment("gateway")
                .replicas(1)
                .label("app", "gateway")
                .create();
        assertEquals(
                30053,
                now(fixture.target(ClusterFixture.selector("app=gateway", Product.SCALARDL_GATEWAY, null))
                                .resolve())
                        .adminPort());
    }

    @Test
    void theCoordinatorsPortIsWhatItsServiceSaysOrTheAuthor() throws Exception {
        fixture.namespace
                .deployment("coordinator")
                .replicas(1)
                .label("app", "coordinator")
                .create();
        TargetSelection unknown = ClusterFixture.selector("app=coordinator", Product.TRANSACTION_COORDINATOR, null);
        String sentence = refused(fixture.target(unknown).resolve());
        assertTrue(sentence.contains("is not known; give the parameter adminPort"), sentence);
        assertEquals(
                7,
                now(fixture.target(ClusterFixture.selector("app=coordinator", Product.TRANSACTION_COORDINATOR, 7))
                                .resolve())
                        .adminPort());
    }

    @Test
    void aProductOutOfSupportIsAWarning() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDB_SERVER, "app", 1);
        KubernetesTarget target = fixture.target(ClusterFixture.release("app"));
        ResolvedTarget found = now(target.resolve());
        assertTrue(Readiness.of(found, now(target.snapshot(found)))
                .warnings()
                .contains(Product.SCALARDB.warning().orElseThrow()));
    }
}
