package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.failed;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that the controller's own settings influence neither where its pipelines' credentials are sent nor which
 * servers are trusted.
 */
class IsolationTest {
    /** The settings that fabric8 and the JVM would use; each also as an environment variable. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("kubernetes.master", "https://127.0.0.1:1"),
            Map.entry("kubernetes.auth.token", "the-controllers-own"),
            Map.entry("kubernetes.auth.basic.username", "controller"),
            Map.entry("kubernetes.auth.basic.password", "secret"),
            Map.entry("kubernetes.namespace", "jenkins"),
            Map.entry("kubernetes.trust.certificates", "true"),
            Map.entry("kubernetes.disable.hostname.verification", "true"),
            Map.entry("kubernetes.impersonate.username", "root"),
            Map.entry("kubernetes.request.timeout", "1"),
            Map.entry("kubernetes.connection.timeout", "1"),
            Map.entry("kubernetes.request.retry.backoffLimit", "99"),
            Map.entry("kubernetes.certs.ca.file", "/nowhere/ca.crt"),
            Map.entry("kubernetes.truststore.file", "/nowhere/trust"),
            Map.entry("kubernetes.keystore.file", "/nowhere/keys"),
            Map.entry("kubernetes.tls.versions", "TLSv1.1"),
            Map.entry("kubernetes.user.agent", "controller"),
            Map.entry("http.proxy", "http://127.0.0.1:1"),
            Map.entry("https.proxy", "http://127.0.0.1:1"),
            Map.entry("all.proxy", "http://127.0.0.1:1"));

    private static final Map<String, String> JVM_PROXY = Map.of(
            "http.proxyHost", "127.0.0.1",
            "http.proxyPort", "1",
            "https.proxyHost", "127.0.0.1",
            "https.proxyPort", "1",
            "http.nonProxyHosts", "nobody");

    private final Map<String, String> before = new HashMap<>();

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private void set(Map<String, String> properties) {
        properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    }

    @Test
    void systemPropertiesHaveNoSay() throws Exception {
        set(SETTINGS);
        set(JVM_PROXY);
        try (ClusterFixture fixture =
                new ClusterFixture(ApiDouble.builder().tls().start())) {
            HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
            assertEquals(
                    ClusterFixture.NAMESPACE,
                    now(fixture.target(release("app")).resolve()).namespace());
            assertTrue(fixture.cluster.requests().all().stream().allMatch(request -> request.user()
                    .equals(fixture.cluster.admin().user())));
            String other = new HeldCertificate.Builder()
                    .certificateAuthority(0)
                    .build()
                    .certificatePem();
            ClusterCredentials wrongCa = new ClusterCredentials.Token(
                    fixture.cluster.url(), fixture.cluster.admin().token(), other);
            assertTrue(failed(
                            Kind.UNAVAILABLE,
                            fixture.target(release("app"), wrongCa, EndpointPolicy.STRICT, Duration.ofSeconds(10))
                                    .resolve())
                    .contains("a certificate that is not trusted"));
        }
    }

    @Test
    void theEnvironmentHasNoSay(@TempDir Path home) throws Exception {
        Path kubeconfig = home.resolve("config");
        Files.writeString(kubeconfig, Probe.KUBECONFIG.replace("east", "controllers-own"));
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName());
        SETTINGS.forEach((name, value) ->
                child.environment().put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        child.environment().put("KUBECONFIG", kubeconfig.toString());
        child.environment().put("HOME", home.toString());
        child.environment().put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        child.environment().put("KUBERNETES_SERVICE_PORT", "1");
        Path out = home.resolve("out");
        child.redirectOutput(out.toFile()).redirectErrorStream(true);
        Process process = child.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(Probe.described(), lastLine(out), "in an environment full of settings as in this one");
    }

    private static String lastLine(Path file) throws Exception {
        String[] lines = Files.readString(file, StandardCharsets.UTF_8).strip().split("\n");
        return lines[lines.length - 1];
    }

    /** Prints fabric8's configuration. */
    static final class Probe {
        static final String KUBECONFIG = """
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: 'https://east.example'}}]
                users: [{name: u, user: {token: t}}]
                """;

        private Probe() {}

        public static void main(String[] args) throws Exception {
            System.out.println(described());
        }

        static String described() throws Exception {
            Config config = new ApiClientFactory(
                            KubeconfigText.read(KUBECONFIG, null, EndpointPolicy.STRICT), Duration.ofSeconds(10))
                    .config();
            return String.join(
                    " ",
                    config.getMasterUrl(),
                    config.getOauthToken(),
                    config.getAutoOAuthToken(),
                    config.getUsername(),
                    config.getNamespace(),
                    config.getHttpProxy(),
                    config.getHttpsProxy(),
                    config.getImpersonateUsername(),
                    config.getCaCertFile(),
                    config.getTrustStoreFile(),
                    config.getKeyStoreFile(),
                    config.getUserAgent(),
                    "" + config.isTrustCerts(),
                    "" + config.isDisableHostnameVerification(),
                    "" + config.getRequestTimeout(),
                    "" + config.getConnectionTimeout(),
                    "" + config.getRequestRetryBackoffLimit(),
                    java.util.Arrays.toString(config.getTlsVersions()));
        }
    }
}
