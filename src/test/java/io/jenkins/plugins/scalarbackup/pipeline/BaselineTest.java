package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests comparisons with an earlier snapshot, perhaps by a later build or a newer plugin. */
class BaselineTest {
    private static final String COMPARED = """
            def before = verifyPods(TARGET)
            LOST
            input 'change it'
            def after = verifyPods(TARGET, baseline: before, failOnDrift: false)
            echo "drift: ${after.drift.size()}"
            """;

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    /** Returns the log of a build in which the Deployment is changed between the two snapshots. */
    private String compared(String lost, Consumer<Deployment> change) throws Exception {
        EmbeddedRun run = fixture.pipeline(COMPARED.replace("LOST", lost).replace("TARGET", StepFixture.TARGET))
                .answering(question -> {
                    fixture.cluster.edit(deployment(), change);
                    return "done";
                })
                .start();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        return run.log().text();
    }

    private Deployment deployment() {
        try (KubernetesClient client = fixture.cluster.client(fixture.cluster.admin())) {
            return client.apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(fixture.release.workload().name())
                    .get();
        }
    }

    private static void annotate(Deployment deployment) {
        deployment.getMetadata().setAnnotations(Map.of("note", "somebody was here"));
    }

    @Test
    void anAnnotationIsNoDriftThoughItMakesANewGeneration() throws Exception {
        assertTrue(compared("", BaselineTest::annotate).contains("drift: 0"));
    }

    @Test
    void anotherPodTemplateIsDrift() throws Exception {
        String log = compared(
                "", deployment -> deployment.getSpec().getTemplate().getSpec().setTerminationGracePeriodSeconds(17L));
        assertFalse(log.contains("drift: 0"), log);
        assertTrue(log.contains("its pod template is another one"), log);
    }

    /** An older plugin's snapshot has no pod template, only the generation. */
    @Test
    void aBaselineWithoutATemplateIsComparedByItsGeneration() throws Exception {
        String lost = "before.targets.each { t -> t.owners.each { it.remove('template'); it.remove('replicas') } }";
        String log = compared(lost, BaselineTest::annotate);
        assertTrue(log.contains("WORKLOAD_CHANGED") && log.contains("generation "), log);
    }
}
