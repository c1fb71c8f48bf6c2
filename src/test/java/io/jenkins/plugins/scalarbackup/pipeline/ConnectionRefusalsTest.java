package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Faults;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests invalid credentials, kubeconfigs and API servers. */
class ConnectionRefusalsTest {
    private static final String APP = "consistentBackup(release: 'app', credentialsId: 'other') { echo 'body' }";
    private static final String VERIFY = "verifyPods(release: 'app', credentialsId: 'other')";

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home, ApiDouble.builder().tls().start()).install(2);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void other(String kubeconfig) {
        fixture.kubeconfig("other", kubeconfig);
    }

    private String good() {
        return fixture.cluster.kubeconfig(fixture.cluster.admin(), NAMESPACE);
    }

    /** Checks that each step that accesses a cluster fails with the same message. */
    private void refusedByAll(String... pieces) throws Exception {
        fixture.refused(APP, pieces);
        fixture.refused(VERIFY, pieces);
        fixture.refused("scalarPause(release: 'app', credentialsId: 'other')", pieces);
        fixture.refused("scalarUnpause(release: 'app', credentialsId: 'other')", pieces);
    }

    // --- the credential ---------------------------------------------------------------------------------------------

    @Test
    void anUnknownCredential() throws Exception {
        refusedByAll("no credential with the ID \"other\"", "nightly", "Correct credentialsId");
    }

    @Test
    void noClusterAtAll() throws Exception {
        fixture.refused("consistentBackup(release: 'app') { }", "No cluster is named", "credentialsId", "KUBECONFIG");
    }

    @Test
    void secretTextWithoutServerUrl() throws Exception {
        fixture.jenkins.credentials().text("other", fixture.cluster.admin().token());
        fixture.refused(APP, "Credential \"other\" is a token", "give serverUrl (and caCertificate)");
    }

    @Test
    void aCaCertificateThatIsNoPem() throws Exception {
        fixture.jenkins.credentials().text("other", fixture.cluster.admin().token());
        fixture.refused(
                "consistentBackup(release: 'app', credentialsId: 'other', serverUrl: '" + fixture.cluster.url()
                        + "', caCertificate: '/etc/ca.pem') { }",
                "caCertificate");
    }

    @ParameterizedTest
    @CsvSource({"cluster.example.com:6443", "ftp://x", "https://u:p@x", "https://x?a=b"})
    void aServerUrlThatIsNone(String url) throws Exception {
        fixture.jenkins.credentials().text("other", fixture.cluster.admin().token());
        fixture.refused(
                "consistentBackup(release: 'app', credentialsId: 'other', serverUrl: '" + url + "') { }", "serverUrl");
    }

    @Test
    void kubeconfigInTheEnvironmentOutsideNode() throws Exception {
        EmbeddedRun run = fixture.pipeline("consistentBackup(release: 'app') { }")
                .environment("KUBECONFIG", "/home/jenkins/.kube/config")
                .start();
        assertEquals(Result.FAILURE, run.await(StepFixture.LONG));
        String sentence = StepFixture.theOneError(run);
        assertTrue(sentence.contains("/home/jenkins/.kube/config") && sentence.contains("outside node"), sentence);
        fixture.nothingIsLeft();
    }

    @Test
    void kubeconfigInTheEnvironmentThatIsNotThere() throws Exception {
        fixture.refused(
                "node { withEnv(['KUBECONFIG=/no/such/config']) { consistentBackup(release: 'app') { } } }",
                "KUBECONFIG /no/such/config can't be read on the agent");
        fixture.refused(
                "node { withEnv(['KUBECONFIG=/a:/b']) { consistentBackup(release: 'app') { } } }",
                "KUBECONFIG names several files");
    }

    // --- the kubeconfig ---------------------------------------------------------------------------------------------

    static Stream<Arguments> kubeconfigs() {
        return Stream.of(
                broken("empty", text -> "", "The kubeconfig is empty"),
                broken("no YAML", text -> "clusters: [", "The kubeconfig is not valid YAML", "line"),
                broken("a path", text -> "/home/me/.kube/config", "is it the file's path"),
                broken("no context", text -> text.replace("current-context: double", ""), "no current-context"),
                broken("wrong context", text -> text.replace("context: double", "context: x"), "\"x\""),
                broken("exec", with("user", "exec: {command: aws}"), "uses exec", "docs/security.md"),
                broken("auth-provider", with("user", "auth-provider: {name: gcp}"), "uses auth-provider"),
                broken("tokenFile", with("user", "tokenFile: /var/run/token"), "has tokenFile, a file's path"),
                broken("client-certificate", with("user", "client-certificate: /c.pem"), "has client-certificate"),
                broken("client-key", with("user", "client-key: /k.pem"), "has client-key"),
                broken("certificate-authority", with("cluster", "certificate-authority: /ca"), "certificate-authority"),
                broken("as", with("user", "as: root"), "has as, which is not supported"),
                broken("no credentials", text -> text.replaceAll("token: .*", "x: y"), "neither a token nor a client"),
                broken("bad CA", text -> text.replaceAll("-data: .*", "-data: eA=="), "certificate-authority-data"));
    }

    private static Arguments broken(String name, UnaryOperator<String> how, String... pieces) {
        return arguments(name, how, List.of(pieces));
    }

    private static UnaryOperator<String> with(String block, String field) {
        return text -> text.replace("  " + block + ":\n", "  " + block + ":\n    " + field + "\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kubeconfigs")
    void aKubeconfigThatIsRefused(String name, UnaryOperator<String> how, List<String> pieces) throws Exception {
        other(how.apply(good()));
        String sentence = fixture.refused(APP, pieces.toArray(String[]::new));
        assertFalse(sentence.contains(fixture.cluster.admin().token()), sentence);
        assertEquals(sentence, fixture.refused(VERIFY));
        assertEquals(List.of(), fixture.cluster.requests().matching(entry -> !entry.is("list", "leases")));
    }

    static Stream<Arguments> insecure() {
        return Stream.of(
                broken("http", text -> text.replace("https:", "http:"), "is http://", "administrator can allow"),
                broken("skip verify", with("cluster", "insecure-skip-tls-verify: true"), "insecure-skip-tls-verify"),
                broken("proxy", with("cluster", "proxy-url: http://127.0.0.1:1"), "has proxy-url", "administrator"),
                broken("pods on loopback", text -> text, "Pod app-", "127.0.0.11", "loopback", "portForward"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("insecure")
    void anInsecureOrLocalEndpointWhereNoneIsAllowed(String name, UnaryOperator<String> how, List<String> pieces)
            throws Exception {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(false);
        other(how.apply(good()));
        fixture.refused(APP, pieces.toArray(String[]::new));
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
    }

    // --- the API server ---------------------------------------------------------------------------------------------

    @Test
    void aTokenThatIsUnknown() throws Exception {
        Account account = fixture.cluster.access().account("backup");
        fixture.cluster.access().remove(account);
        other(fixture.cluster.kubeconfig(account, NAMESPACE));
        refusedByAll(fixture.cluster.url() + " does not accept the credential", "401", "list pods");
    }

    @Test
    void aTokenThatHasExpired() throws Exception {
        Account account =
                fixture.cluster.access().jwtAccount("backup", Instant.now().minusSeconds(60));
        other(fixture.cluster.kubeconfig(account, NAMESPACE));
        fixture.refused(APP, "does not accept the credential", "it expired at ");
    }

    @Test
    void aTokenThatExpiresInTheWindow() throws Exception {
        Account account = fixture.cluster
                .access()
                .jwtAccount("backup", Instant.now().plusSeconds(200))
                .allow(List.of("*"), "*");
        other(fixture.cluster.kubeconfig(account, NAMESPACE));
        fixture.refused(APP, "The token for " + fixture.cluster.url() + " expires at ", "300 s (maxOutage)");
    }

    static Stream<Arguments> rights() {
        return Stream.of(
                arguments("list", "pods", "pods"),
                arguments("get", "pods", "pods"),
                arguments("watch", "pods", "pods"),
                arguments("list", "services", "services"),
                arguments("get", "replicasets", "replicasets.apps"),
                arguments("get", "deployments", "deployments.apps"),
                arguments("list", "endpointslices", "endpointslices.discovery.k8s.io"));
    }

    /** A missing right is named with its verb, whether it is noticed at once or by the pre-flight. */
    @ParameterizedTest
    @MethodSource("rights")
    void aMissingRight(String verb, String resource, String qualified) throws Exception {
        Account account =
                fixture.cluster.access().account("backup").allow(List.of("*"), "leases", "selfsubjectaccessreviews");
        for (String each : List.of("pods", "services", "replicasets", "deployments", "endpointslices")) {
            for (String right : List.of("get", "list", "watch")) {
                if (!(each.equals(resource) && right.equals(verb))) {
                    account.allowIn(NAMESPACE, List.of(right), each);
                }
            }
        }
        other(fixture.cluster.kubeconfig(account, NAMESPACE));
        String sentence = fixture.refused(APP, qualified, "docs/rbac.yaml");
        assertTrue(sentence.contains(verb + " " + qualified) || sentence.contains("\"" + verb + "\" on"), sentence);
    }

    @Test
    void portForwardWithoutTheRight() throws Exception {
        Account account = fixture.cluster
                .access()
                .account("backup")
                .allow(List.of("*"), "leases", "pods", "services", "replicasets", "deployments", "endpointslices");
        other(fixture.cluster.kubeconfig(account, NAMESPACE));
        fixture.refused(
                "consistentBackup(release: 'app', credentialsId: 'other', access: 'portForward') { }",
                "create pods/portforward",
                "docs/rbac.yaml");
    }

    /** The pod's port, TLS and network are not to blame, but what grants the tunnel: its message says what to do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | admission webhook \"w\" denied the request: no tunnels here | not a missing right",
                "502 | injected by the test | A proxy before the API server",
                "500 | injected by the test | Look at the API server"
            })
    void aRefusedHandshakeSpeaksOfNothingElse(int code, String said, String advice) throws Exception {
        Faults.Fault fault = fixture.cluster.faults().on("get", "pods/portforward");
        if (code == 403) {
            fault.forbidden(said);
        } else {
            fault.status(code);
        }
        other(good());
        String sentence = fixture.refused(
                "consistentBackup(release: 'app', credentialsId: 'other', access: 'portForward') { }",
                "There is no way to pod ",
                "(" + code + ", \"" + said,
                advice,
                fixture.cluster.url());
        assertFalse(sentence.contains("adminPort"), sentence);
        assertFalse(sentence.contains("network policy"), sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "list, pods, 429, is overloaded",
        "list, pods, 500, answered 500",
        "list, endpointslices, 503, answered 503",
        "create, selfsubjectaccessreviews, 500, answered 500",
        "get, deployments, 503, answered 503"
    })
    void anApiServerThatFails(String verb, String resource, int code, String piece) throws Exception {
        fixture.cluster.faults().on(verb, resource).status(code);
        other(good());
        fixture.refused(APP, fixture.cluster.url(), piece, verb);
        if (!verb.equals("create") && !resource.equals("endpointslices")) {
            fixture.refused(VERIFY, fixture.cluster.url(), piece, verb);
        }
    }

    @Test
    void leasesThatFailAreNotTakenForForbidden() throws Exception {
        fixture.cluster.faults().on("create", "leases").status(500);
        fixture.refused("consistentBackup(TARGET) { }", "answered 500", "create", "lease");
    }

    @Test
    void aClusterThatHasNoSuchResource() throws Exception {
        fixture.cluster.faults().on("list", "endpointslices").status(404);
        fixture.refused("consistentBackup(TARGET) { }", "404", "endpointslices");
    }

    @Test
    void anApiServerThatIsGone() throws Exception {
        other(good());
        fixture.cluster.stop();
        EmbeddedRun run = fixture.run(Result.FAILURE, APP);
        String sentence = StepFixture.theOneError(run);
        assertTrue(sentence.contains(fixture.cluster.url() + " can't be reached"), sentence);
        assertEquals(sentence, StepFixture.theOneError(fixture.run(Result.FAILURE, VERIFY)));
        assertEquals(0, fixture.pods.pauses());
        fixture.cluster.start();
        fixture.nothingIsLeft();
    }

    /** It goes down when the lock has been acquired: the lock can't be released, and expires. */
    @Test
    void anApiServerThatGoesWhileTheWindowIsPrepared() throws Exception {
        fixture.cluster.faults().on("list", "endpointslices").cut();
        fixture.refused("consistentBackup(TARGET) { }", fixture.cluster.url(), "endpointslices");
    }

    @Test
    void aWrongCa() throws Exception {
        other(good().replaceAll(
                        "-data: .*", "-data: " + base64(TestCertificate.create().caPem())));
        refusedByAll(fixture.cluster.url(), "a certificate that is not trusted", "certificate-authority-data");
    }

    @Test
    void nobodyWaitsAnHourBecauseTheServerSaysSo() throws Exception {
        fixture.cluster.faults().on("list", "pods").tooManyRequests(Duration.ofHours(1));
        fixture.refused("consistentBackup(TARGET) { }", "is overloaded: it answered 429");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
