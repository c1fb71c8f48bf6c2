package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests pods that are missing, not in a state to be paused, or unreachable: nothing is paused. */
class PodRefusalsTest {
    private static final String BLOCK = "consistentBackup(TARGET) { echo 'body' }";

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private PodHandle pod() {
        return fixture.release.workload().pod(1);
    }

    /** What is wrong with the pods, and the expected sentence; POD stands for the second pod's name. */
    static Stream<Arguments> states() {
        return Stream.of(
                state(
                        "none",
                        fixture -> fixture.release.workload().scale(0),
                        "No pod to pause was found",
                        "only Envoy's pods"),
                state(
                        "Pending",
                        fixture -> second(fixture).setPhase("Pending"),
                        "Pod POD",
                        "bank is Pending, not Running"),
                state("Unknown", fixture -> second(fixture).setPhase("Unknown"), "Pod POD", "is Unknown, not Running"),
                state(
                        "not Ready",
                        fixture -> second(fixture).setReady(false),
                        "Pod POD",
                        "is not Ready",
                        "describe pod POD"),
                state("deleted", fixture -> second(fixture).setTerminating(), "Pod POD", "is being deleted"),
                state("no address", fixture -> second(fixture).setIp(null), "Pod POD", "has no address yet"),
                state(
                        "rollout",
                        fixture -> fixture.release.workload().changeSpec(),
                        "A rollout of",
                        "is in progress",
                        "rollout"),
                state("surplus", fixture -> fixture.release.workload().addPod(), "A rollout of", "is in progress"));
    }

    private static PodHandle second(StepFixture fixture) {
        return fixture.release.workload().pod(1);
    }

    private static Arguments state(String name, Consumer<StepFixture> change, String... pieces) {
        return arguments(name, change, List.of(pieces));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void podsThatCannotBePaused(String name, Consumer<StepFixture> change, List<String> pieces) throws Exception {
        String second = pod().name();
        change.accept(fixture);
        List<String> firstProblem =
                pieces.stream().map(piece -> piece.replace("POD", second)).toList();
        for (String script : List.of(BLOCK, "scalarPause(TARGET)", "verifyPods(TARGET)")) {
            EmbeddedRun run = fixture.run(Result.FAILURE, script);
            String log = run.log().text();
            firstProblem.forEach(piece -> assertTrue(log.contains(piece), "\"" + piece + "\" is not in: " + log));
            assertTrue(!log.contains("Exception") && !log.contains("please report"), log);
            assertEquals(
                    1, log.lines().filter(line -> line.startsWith("ERROR: ")).count(), log);
        }
        assertEquals(0, fixture.pods.pauses());
        fixture.nothingIsLeft();
    }

    @Test
    void aReleaseThatIsUnknown() throws Exception {
        String[] pieces = {"release \"ap\" in namespace \"bank\"", "releases seen there: \"app\""};
        fixture.refused("consistentBackup(release: 'ap', credentialsId: 'kubeconfig') { }", pieces);
        fixture.refused("scalarPause(release: 'ap', credentialsId: 'kubeconfig')", pieces);
        fixture.refused("verifyPods(release: 'ap', credentialsId: 'kubeconfig')", pieces);
        fixture.refused("scalarUnpause(release: 'ap', credentialsId: 'kubeconfig')", pieces);
    }

    @Test
    void aNamespaceThatIsUnknown() throws Exception {
        fixture.refused(
                "consistentBackup(TARGET, namespace: 'nowhere') { }",
                "There is no namespace \"nowhere\" at " + fixture.cluster.url(),
                "namespace");
    }

    @Test
    void oneTargetOfSeveralThatIsUnknown() throws Exception {
        fixture.refused(
                "consistentBackup(credentialsId: 'kubeconfig', targets: [[release: 'app'], [release: 'nope']]) { }",
                "release \"nope\"");
    }

    static Stream<Arguments> selectors() {
        return Stream.of(
                arguments("a in (", "selector"),
                arguments("app=none", "kubectl -n bank get pods -l app=none"),
                arguments("app.kubernetes.io/instance=app", "also lists Envoy's pod"));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void aSelectorThatIsWrong(String selector, String piece) throws Exception {
        fixture.refused(
                "consistentBackup(selector: '" + selector + "', credentialsId: 'kubeconfig') { }", selector, piece);
    }

    @Test
    void podsOfNoKnownProduct() throws Exception {
        fixture.cluster.namespace(NAMESPACE).createPod("mine-0", Map.of("app", "mine"), 8080);
        fixture.refused("consistentBackup(selector: 'app=mine', credentialsId: 'kubeconfig') { }", "product");
        fixture.refused(
                "consistentBackup(selector: 'app=mine', credentialsId: 'kubeconfig', product: 'custom') { }",
                "adminPort");
    }

    @Test
    void aPodThatTheServiceLeadsToBesideTheTarget() throws Exception {
        fixture.release.workload().pods().forEach(pod -> pod.touchLabel("track", "stable"));
        PodHandle canary = fixture.release.workload().addPod();
        fixture.release.workload().scale(3);
        fixture.refused(
                "consistentBackup(selector: 'app.kubernetes.io/app=scalardb-cluster,track=stable', credentialsId:"
                        + " 'kubeconfig') { }",
                "Service app-scalardb-cluster-headless also leads to",
                canary.name(),
                "allowOtherEndpoints: true");
    }

    @Test
    void aPodThatIsAlreadyPaused() throws Exception {
        fixture.pods.get(1).pauseFromOutside();
        for (String script : List.of(BLOCK, "scalarPause(TARGET)")) {
            String sentence = StepFixture.theOneError(fixture.run(Result.FAILURE, script));
            assertTrue(sentence.contains("Pod " + pod().name() + " in namespace bank is already paused"), sentence);
            assertTrue(sentence.contains("scalarUnpause(release: 'app', namespace: 'bank')"), sentence);
        }
        assertEquals(0, fixture.pods.pauses());
        assertTrue(fixture.pods.get(1).isPaused(), "it is not ours to open");
        fixture.pods.get(1).unpauseFromOutside();
        fixture.nothingIsLeft();
    }

    @Test
    void anAdminServiceThatIsGone() throws Exception {
        fixture.pods.get(1).stop();
        fixture.refused(BLOCK, "Admin service of pod " + pod().name(), "127.0.0.12", "adminPort");
        fixture.refused("scalarPause(TARGET, access: 'podIp')", "Admin service of pod " + pod().name(), "127.0.0.12");
    }

    @Test
    void anAdminPortThatIsClosed() throws Exception {
        fixture.refused("consistentBackup(TARGET, adminPort: 1) { }", "127.0.0.1", ":1", "nor through a port-forward");
        fixture.refused("consistentBackup(TARGET, adminPort: 1, access: 'podIp') { }", "port 1", "Check adminPort");
    }

    @Test
    void anEndpointThatAcceptsAndStaysSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.12"))) {
            fixture.refused(
                    "consistentBackup(TARGET, access: 'podIp', adminPort: " + silent.getLocalPort() + ") { }",
                    "does not answer");
        }
    }

    @Test
    void tlsWherePlainTextIsSpoken() throws Exception {
        fixture.refused("consistentBackup(TARGET, access: 'podIp', tls: true) { }", "plain text", "Check adminPort");
        fixture.refused(
                "consistentBackup(TARGET, access: 'podIp', tls: true, tlsCaCertificate: '-----BEGIN"
                        + " CERTIFICATE-----x') { }",
                "tlsCaCertificate");
    }
}
