package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.failed;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that every fault of the cluster or the credential gives one clear sentence, and that nothing hangs. */
class BadClusterTest {
    private static final Duration QUICK = Duration.ofMillis(500);

    private final ClusterFixture fixture =
            new ClusterFixture(ApiDouble.builder().tls().start());

    @AfterEach
    void close() {
        fixture.close();
    }

    private ClusterCredentials token(String url, String caCertificate) {
        return new ClusterCredentials.Token(url, fixture.cluster.admin().token(), caCertificate);
    }

    private KubernetesTarget at(String url, String caCertificate) throws Exception {
        return fixture.target(release("app"), token(url, caCertificate), ClusterFixture.LENIENT, QUICK);
    }

    private void install() {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
    }

    @Test
    void anUnknownTokenIs401() throws Exception {
        Account account = fixture.cluster.access().account("backup");
        fixture.cluster.access().remove(account);
        String message = failed(
                Kind.UNAUTHORIZED, fixture.target(release("app"), account).resolve());
        assertTrue(message.contains(fixture.cluster.url() + " does not accept the credential"), message);
        assertTrue(message.contains("list pods in namespace \"prod\""), message);
        assertFalse(message.contains(account.token()), message);
    }

    @Test
    void anExpiredTokenIsSaidToBeExpired() throws Exception {
        Instant end = Instant.now().minusSeconds(3_600);
        Account account = fixture.cluster.access().jwtAccount("backup", end);
        String message = failed(
                Kind.UNAUTHORIZED, fixture.target(release("app"), account).resolve());
        assertTrue(message.contains("it expired at " + Instant.ofEpochSecond(end.getEpochSecond())), message);
    }

    @ParameterizedTest
    @CsvSource({
        "list, pods, list pods in namespace, pods",
        "list, services, list services in namespace, services",
        "get, replicasets, get replicaset \"app-scalardl-, replicasets.apps",
        "get, deployments, get deployment \"app-scalardl\", deployments.apps"
    })
    void aMissingRightIs403(String verb, String resource, String named, String qualified) throws Exception {
        install();
        Account account = fixture.cluster.access().account("backup");
        for (String each : List.of("pods", "services", "replicasets", "deployments")) {
            for (String right : List.of("get", "list")) {
                if (!(each.equals(resource) && right.equals(verb))) {
                    account.allowIn(NAMESPACE, List.of(right), each);
                }
            }
        }
        String message =
                failed(Kind.FORBIDDEN, fixture.target(release("app"), account).resolve());
        assertTrue(message.contains("forbids this credential to " + named), message);
        assertTrue(message.contains("Grant it \"" + verb + "\" on \"" + qualified + "\""), message);
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503"})
    void whatPassesIsAskedAgain(int code) throws Exception {
        install();
        fixture.cluster.faults().on("list", "pods").times(2).status(code);
        now(fixture.target(release("app")).resolve());
    }

    @ParameterizedTest
    @CsvSource({"429, is overloaded: it answered 429", "500, failed: it answered 500", "503, failed: it answered 503"})
    void whatDoesNotPassIsSaid(int code, String sentence) throws Exception {
        fixture.cluster.faults().on("list", "pods").status(code);
        String message = failed(Kind.UNAVAILABLE, fixture.target(release("app")).resolve());
        assertTrue(message.contains(sentence + " to list pods in namespace \"prod\""), message);
        assertEquals(4, fixture.cluster.requests().count("list", "pods"));
    }

    @Test
    void nobodyWaitsAnHourForRetryAfter() throws Exception {
        fixture.cluster.faults().on("list", "pods").tooManyRequests(Duration.ofHours(1));
        failed(Kind.UNAVAILABLE, fixture.target(release("app")).resolve());
        assertEquals(1, fixture.cluster.requests().count("list", "pods"));
    }

    @Test
    void aCutConnectionIsAskedAgain() throws Exception {
        install();
        fixture.cluster.faults().on("list", "pods").times(2).cut();
        now(fixture.target(release("app")).resolve());
    }

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        fixture.cluster.faults().on("list", "pods").hang();
        String message = failed(
                Kind.UNAVAILABLE,
                at(fixture.cluster.url(), fixture.cluster.caCertificate().orElseThrow())
                        .resolve());
        assertTrue(message.contains("did not answer in time (list pods in namespace \"default\")"), message);
    }

    @Test
    void aServerThatIsGoneIsSaidToBe() throws Exception {
        fixture.cluster.stop();
        String message = failed(Kind.UNAVAILABLE, fixture.target(release("app")).resolve());
        assertTrue(message.contains(fixture.cluster.url() + " can't be reached"), message);
        fixture.cluster.start();
    }

    @Test
    void anUnknownHostIsSaidToBe() throws Exception {
        String message = failed(
                Kind.UNAVAILABLE, at("https://no-such-host.invalid:6443", null).resolve());
        assertTrue(message.contains("host name that is unknown to the Jenkins controller"), message);
    }

    @Test
    void aWrongCaIsSaidToBe() throws Exception {
        String other =
                new HeldCertificate.Builder().certificateAuthority(0).build().certificatePem();
        String message =
                failed(Kind.UNAVAILABLE, at(fixture.cluster.url(), other).resolve());
        assertTrue(message.contains("a certificate that is not trusted"), message);
        assertTrue(message.contains("certificate-authority-data or caCertificate"), message);
        String none = failed(Kind.UNAVAILABLE, at(fixture.cluster.url(), null).resolve());
        assertTrue(none.contains("a certificate that is not trusted"), none);
        assertEquals(0, fixture.cluster.requests().all().size(), "nobody was shown the token");
    }

    @Test
    void plainHttpBehindHttpsIsSaidToBe() throws Exception {
        try (ApiDouble plain = ApiDouble.started()) {
            String message = failed(
                    Kind.UNAVAILABLE,
                    at(plain.url().replace("http:", "https:"), null).resolve());
            assertTrue(message.contains("could not agree on TLS"), message);
        }
    }

    @Test
    void strangersAndRedirectsAreNotFollowed() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + stranger.getAddress().getPort();
        stranger.createContext("/html", exchange -> {
            byte[] page = "<html>Welcome</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        stranger.createContext("/away", exchange -> {
            exchange.getResponseHeaders().set("Location", url + "/internal");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        stranger.createContext("/internal", exchange -> {
            reached.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        stranger.start();
        try {
            String page = failed(Kind.INVALID, at(url + "/html", null).resolve());
            assertTrue(page.contains("is no Kubernetes API server"), page);
            String away = failed(Kind.INVALID, at(url + "/away", null).resolve());
            assertTrue(away.contains("(302), and redirects are not followed"), away);
            assertEquals(0, reached.get());
        } finally {
            stranger.stop(0);
        }
    }

    @Test
    void aClosedTargetSaysSo() throws Exception {
        KubernetesTarget target = fixture.target(release("app"));
        target.close();
        assertTrue(failed(Kind.UNAVAILABLE, target.resolve()).contains("closed"));
    }
}
