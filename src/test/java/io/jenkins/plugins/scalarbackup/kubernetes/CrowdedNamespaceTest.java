package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiCall;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests namespaces with more pods than one response has. */
class CrowdedNamespaceTest {
    private static final int PODS = 503;

    private final ClusterFixture fixture = new ClusterFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<ApiCall> lists() {
        return fixture.cluster.requests().all().stream()
                .map(entry -> entry.call())
                .filter(call ->
                        call.verb().equals("list") && call.resourcePath().equals("pods"))
                .toList();
    }

    @Test
    void eachPodOfALongListIsThereAndNoAnswerHoldsThemAll() throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDB_CLUSTER, "app", PODS);
        KubernetesTarget target = fixture.target(ClusterFixture.release("app"));
        ResolvedTarget resolved = now(target.resolve());
        fixture.cluster.requests().clear();
        Snapshot snapshot = now(target.snapshot(resolved));
        assertEquals(
                PODS, snapshot.pods().stream().map(pod -> pod.uid()).distinct().count());
        assertEquals(2, lists().size());
        assertTrue(lists().stream().allMatch(call -> call.query().get("limit").equals("500")), "" + lists());

        // The version of a page is forgotten after some minutes: then the list is read once more.
        fixture.cluster
                .faults()
                .on("list", "pods")
                .when(call -> call.query().containsKey("continue"))
                .times(1)
                .status(410);
        assertEquals(PODS, now(target.snapshot(resolved)).pods().size());

        // A request for names gets nothing more than these.
        fixture.cluster.requests().clear();
        String sentence =
                refused(fixture.target(ClusterFixture.release("another")).resolve());
        assertTrue(sentence.contains("releases seen there: \"app\""), sentence);
        List<ApiCall> ofOthers = lists().stream()
                .filter(call -> !call.query().get("labelSelector").contains("="))
                .toList();
        assertEquals(2, ofOthers.size());
        for (ApiCall call : ofOthers) {
            assertTrue(call.headers().get("Accept", "").contains("PartialObjectMetadataList"), call.toString());
        }
    }
}
