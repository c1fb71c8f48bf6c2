package io.jenkins.plugins.scalarbackup.admin;

import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.SOON;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.failed;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.got;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests TLS to the Admin service: which certificates are trusted, and the messages about others. */
class AdminTlsTest {
    private static final String NAME = "scalardb.example.com";
    private final HeldCertificate ca = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("ca")
            .build();
    private final GrpcPodConnector connector = new GrpcPodConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    @Test
    void aCertificateOfTheGivenCaAndAuthorityIsBelieved() throws Exception {
        try (AdminServer server = serverWith(certificate().build())) {
            assertFalse(got(call(server, new AdminTls(true, ca.certificatePem(), NAME))));
        }
    }

    @Test
    void anAddressInTheCertificateNeedsNoAuthority() throws Exception {
        HeldCertificate withAddress =
                certificate().addSubjectAlternativeName("127.0.0.1").build();
        try (AdminServer server = serverWith(withAddress)) {
            assertFalse(got(call(server, new AdminTls(true, ca.certificatePem(), null))));
        }
    }

    @Test
    void severalCertificatesInOneTextAreAllBelieved() throws Exception {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        try (AdminServer server = serverWith(certificate().build())) {
            String both = "# old and new\n" + other.certificatePem() + "\n" + ca.certificatePem();
            assertFalse(got(call(server, new AdminTls(true, both, NAME))));
        }
    }

    @Test
    void anotherCaIsNot() throws Exception {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        try (AdminServer server = serverWith(certificate().build())) {
            var failure = failed(Outcome.UNREACHABLE, call(server, new AdminTls(true, other.certificatePem(), NAME)));
            says("the certificate is not signed by the CA given as tlsCaCertificate", failure);
        }
    }

    @Test
    void withoutACaTheControllersOwnTrustDecides() throws Exception {
        try (AdminServer server = serverWith(certificate().build())) {
            var failure = failed(Outcome.UNREACHABLE, call(server, new AdminTls(true, null, NAME)));
            says("give the CA as tlsCaCertificate", failure);
        }
    }

    @Test
    void anotherNameIsNotBelieved() throws Exception {
        try (AdminServer server = serverWith(certificate().build())) {
            var wrong = failed(
                    Outcome.UNREACHABLE, call(server, new AdminTls(true, ca.certificatePem(), "other.example.com")));
            says("not one for \"other.example.com\" (tlsAuthority", wrong);
            var none = failed(Outcome.UNREACHABLE, call(server, new AdminTls(true, ca.certificatePem(), null)));
            says("not one for \"127.0.0.1\" (tlsAuthority", none);
        }
    }

    @Test
    void anExpiredCertificateIsCalledExpired() throws Exception {
        long now = System.currentTimeMillis();
        HeldCertificate old = certificate()
                .validityInterval(now - TimeUnit.DAYS.toMillis(30), now - TimeUnit.DAYS.toMillis(1))
                .build();
        try (AdminServer server = serverWith(old)) {
            says("expired", failed(Outcome.UNREACHABLE, call(server, new AdminTls(true, ca.certificatePem(), NAME))));
        }
    }

    @Test
    void tlsToAPlainServerAndPlainToATlsServerAreToldApart() throws Exception {
        try (AdminServer plain = new AdminServer();
                AdminServer tls = serverWith(certificate().build())) {
            says("plain text", failed(Outcome.UNREACHABLE, call(plain, new AdminTls(true, ca.certificatePem(), NAME))));
            says("does it need tls?", failed(Outcome.UNREACHABLE, call(tls, AdminTls.OFF)));
        }
    }

    /** As through a port-forward to a plain-text pod: the pod's answer is lost, the connection ends. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 400 Bad Request\r\n\r\n"})
    void tlsToWhatHangsUpOrAnswersInPlainTextIsToldInASentence(String answer) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> hangUp(listening, answer));
            server.setDaemon(true);
            server.start();
            String at = "10.1.2.3:60053, pod app-0";
            PodConnection pod = connector.connect(
                    "127.0.0.1", listening.getLocalPort(), new AdminTls(true, ca.certificatePem(), NAME), at, () -> {});
            var failure = failed(Outcome.UNREACHABLE, pod.checkPaused(SOON));
            says("TLS to " + at + ": ", failure);
            says("plain text; give tls: false for these pods, or switch TLS on in the product", failure);
            assertFalse(failure.getMessage().contains("netty")
                    || failure.getMessage().contains("Exception"));
            assertFalse(failure.getMessage().contains("handshake"), failure.getMessage());
        }
    }

    private static void hangUp(ServerSocket listening, String answer) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException over) {
                // Accept the next one, or none.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "/etc/ssl/ca.pem",
                "-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ==\n-----END PRIVATE KEY-----"
            })
    void whatIsNoCertificateIsRefusedByName(String pem) {
        var refused = assertThrows(
                RefusedException.class,
                () -> connector.connect("127.0.0.1", 1, new AdminTls(true, pem, null), "it", () -> {}));
        assertTrue(refused.getMessage().startsWith("tlsCaCertificate is no certificate"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://x", "a b", "a@b", ""})
    void whatIsNoHostNameIsRefusedByName(String authority) {
        var refused = assertThrows(
                RefusedException.class,
                () -> connector.connect(
                        "127.0.0.1", 1, new AdminTls(true, ca.certificatePem(), authority), "it", () -> {}));
        assertTrue(refused.getMessage().startsWith("tlsAuthority"), refused.getMessage());
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        var refused = assertThrows(
                RefusedException.class, () -> connector.connect("127.0.0.1", 70_000, AdminTls.OFF, "it", () -> {}));
        assertEquals("adminPort 70000 is not a port number (1 to 65535)", refused.getMessage());
    }

    private HeldCertificate.Builder certificate() {
        return new HeldCertificate.Builder().signedBy(ca).commonName(NAME).addSubjectAlternativeName(NAME);
    }

    private static AdminServer serverWith(HeldCertificate held) throws Exception {
        SslContext tls = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(held.keyPair().getPrivate(), held.certificate()), SslProvider.JDK)
                .build();
        return new AdminServer(InetAddress.getLoopbackAddress(), tls, null);
    }

    private CompletionStage<Boolean> call(AdminServer server, AdminTls tls) throws Exception {
        PodConnection pod = connector.connect("127.0.0.1", server.port(), tls, "127.0.0.1:" + server.port(), () -> {});
        return pod.checkPaused(SOON);
    }
}
