package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.CREDENTIALS;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupStep;
import io.jenkins.plugins.scalarbackup.step.ScalarTarget;
import io.jenkins.plugins.scalarbackup.step.TargetForm;
import io.jenkins.plugins.scalarbackup.step.VerifyPodsStep;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.stapler.StaplerRequest2;
import org.springframework.security.access.AccessDeniedException;

/** Tests the button "Check" of the forms: it shows each pod's answer, and changes nothing. */
class CheckButtonTest {
    private static StepFixture fixture;
    private static Item job;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home, ApiDouble.builder().tls().start()).install(2);
        fixture.run(Result.SUCCESS, "echo 'makes the job'");
        job = fixture.jenkins.jenkins().getItemByFullName("nightly", Item.class);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void reset() {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
        ScalarBackupConfiguration.get().setCredentialsId(null);
        fixture.cluster.requests().clear();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertEquals(0, fixture.pods.pauses());
        StepFixture.until("no connection is left", () -> connections() == 0);
        assertEquals(
                List.of(),
                fixture.cluster
                        .requests()
                        .matching(entry -> !entry.call().method().equals("GET")
                                && !entry.call().path().contains("selfsubjectaccessreviews")));
    }

    private static int connections() {
        return fixture.pods.all().stream().mapToInt(PodServer::connections).sum();
    }

    private static StaplerRequest2 request(Map<String, String> fields) {
        return (StaplerRequest2) Proxy.newProxyInstance(
                StaplerRequest2.class.getClassLoader(),
                new Class<?>[] {StaplerRequest2.class},
                (proxy, method, arguments) -> fields.get(arguments[0]));
    }

    private FormValidation check(Map<String, String> fields) {
        return new ConsistentBackupStep.DescriptorImpl().doAskPods(request(fields), job);
    }

    private static void says(FormValidation answer, FormValidation.Kind kind, String... pieces) {
        for (String piece : pieces) {
            assertTrue(answer.getMessage().contains(piece), "\"" + piece + "\" is not in: " + answer.getMessage());
        }
        assertEquals(kind, answer.kind, answer.getMessage());
    }

    @Test
    void listsThePodsAndThatTheyAnswer() {
        FormValidation answer = check(Map.of("release", "app", "credentialsId", CREDENTIALS, "tls", ""));
        says(
                answer,
                FormValidation.Kind.OK,
                "2 pods of release \"app\" in namespace \"" + NAMESPACE + "\"",
                "scalardb-cluster",
                "127.0.0.11:" + fixture.pods.port(),
                "127.0.0.12:" + fixture.pods.port());
        assertEquals(
                2,
                answer.getMessage()
                        .lines()
                        .filter(line -> line.contains(" answers ("))
                        .count());
    }

    @Test
    void namesThePodThatDoesNotAnswer() throws IOException {
        PodServers servers = fixture.keep(PodServers.at(List.of("127.0.0.31", "127.0.0.32"), null));
        fixture.install(fixture.cluster, NAMESPACE, Chart.SCALARDL_LEDGER, "broken", servers);
        fixture.cluster.requests().clear();
        servers.get(1).stop();
        says(
                check(Map.of("release", "broken", "credentialsId", CREDENTIALS, "access", "podIp")),
                FormValidation.Kind.ERROR,
                " answers (127.0.0.31",
                " does not answer: ",
                "nothing listens on that port");
    }

    @Test
    void saysThatAPodIsPausedAlready() {
        fixture.pods.get(0).pauseFromOutside();
        says(
                check(Map.of("release", "app", "credentialsId", CREDENTIALS)),
                FormValidation.Kind.WARNING,
                "is paused already");
        fixture.pods.get(0).unpauseFromOutside();
    }

    @Test
    void saysWhichVersionRunsAndWhichAdvisoryKeepsItFromBeingPaused() {
        fixture.release.workload().pods().forEach(pod -> pod.setImage("x:3.16.1"));
        Map<String, String> app = Map.of("release", "app", "credentialsId", CREDENTIALS);
        says(
                check(app),
                FormValidation.Kind.ERROR,
                "(scalardb-cluster 3.16.1, admin port",
                "EXPIRY_BREAKS_PAUSE",
                "3.16.3");
        Map<String, String> accepted = new java.util.HashMap<>(app);
        accepted.put("acceptAdvisories", "QUIET_WATCH, EXPIRY_BREAKS_PAUSE");
        says(check(accepted), FormValidation.Kind.WARNING, "acceptAdvisories lets ScalarDB Cluster 3.16.1 pass");
        accepted.put("acceptAdvisories", "ALL");
        says(check(accepted), FormValidation.Kind.ERROR, "\"ALL\", which is no advisory");
        says(new VerifyPodsStep.DescriptorImpl().doAskPods(request(app), job), FormValidation.Kind.WARNING, "EXPIRY");
        fixture.release.workload().pods().forEach(pod -> pod.setImage("x:latest"));
        says(check(app), FormValidation.Kind.OK, "Note: The version of ScalarDB Cluster");
    }

    @Test
    void saysThatThereIsNoPod() {
        says(check(Map.of("release", "apq", "credentialsId", CREDENTIALS)), FormValidation.Kind.ERROR, "apq", "app");
    }

    @Test
    void refusesWhatTheStepRefuses() {
        says(
                check(Map.of("release", "app", "selector", "a=b", "credentialsId", CREDENTIALS)),
                FormValidation.Kind.ERROR,
                "release and selector are both given");
        says(check(Map.of("credentialsId", CREDENTIALS)), FormValidation.Kind.ERROR, "neither release nor selector");
        says(
                check(Map.of("release", "app", "adminPort", "x", "credentialsId", CREDENTIALS)),
                FormValidation.Kind.ERROR,
                "adminPort is \"x\"");
    }

    @Test
    void theBuildsKubeconfigIsNotKnown() {
        says(check(Map.of("release", "app")), FormValidation.Kind.WARNING, "KUBECONFIG", "credentialsId");
        assertEquals(List.of(), fixture.cluster.requests().all());
        ScalarBackupConfiguration.get().setCredentialsId(CREDENTIALS);
        says(check(Map.of("release", "app")), FormValidation.Kind.OK, "2 pods");
    }

    @Test
    void endpointsThatBuildsMayNotReachAreNotReachedFromAForm() {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(false);
        says(
                check(Map.of("release", "app", "credentialsId", CREDENTIALS, "access", "podIp")),
                FormValidation.Kind.ERROR,
                "127.0.0.11");
        assertEquals(0, connections());
        fixture.jenkins.credentials().text("token", fixture.cluster.admin().token());
        says(
                check(Map.of("release", "app", "credentialsId", "token", "serverUrl", "http://127.0.0.1:1")),
                FormValidation.Kind.ERROR,
                "http://");
    }

    @Test
    void anUnknownCredential() {
        says(
                check(Map.of("release", "app", "credentialsId", "none")),
                FormValidation.Kind.ERROR,
                "no credential with the ID \"none\" that nightly may use");
    }

    @Test
    void anEntryTakesWhatItLeavesOutFromItsStep() {
        TargetForm entry = new ScalarTarget.DescriptorImpl();
        Map<String, String> fields = Map.of("release", "app", "step.credentialsId", CREDENTIALS, "step.release", "");
        says(entry.doAskPods(request(fields), job), FormValidation.Kind.OK, "2 pods");
    }

    /** It changes nothing, so it needs no right to Leases. */
    @Test
    void verifyPodsAsksForNoRightToPause() {
        TargetForm form = new VerifyPodsStep.DescriptorImpl();
        Map<String, String> fields = Map.of("release", "app", "credentialsId", CREDENTIALS);
        says(form.doAskPods(request(fields), job), FormValidation.Kind.OK, "2 pods");
        assertEquals(0, fixture.cluster.requests().count("create", "selfsubjectaccessreviews"));
    }

    @Test
    void onlyWhoMayConfigureTheJobMayConnect() {
        Set<Permission> all = Set.of(Item.CONFIGURE, CredentialsProvider.USE_ITEM);
        for (Permission missing : all) {
            fixture.jenkins.jenkins().allow((who, what) -> what != missing && what != Jenkins.ADMINISTER);
            try (ACLContext context = ACL.as2(ACL.named("reader"))) {
                Map<String, String> fields = Map.of("release", "app", "credentialsId", CREDENTIALS);
                assertThrows(AccessDeniedException.class, () -> check(fields));
                TargetForm form = new ConsistentBackupStep.DescriptorImpl();
                assertThrows(
                        AccessDeniedException.class,
                        () -> form.doAskPods(request(fields), null),
                        "outside of jobs, for administrators only");
            } finally {
                fixture.jenkins.jenkins().allow((who, what) -> true);
            }
        }
        assertEquals(List.of(), fixture.cluster.requests().all());
    }
}
