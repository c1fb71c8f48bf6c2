package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodAccessTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ClusterFixture fixture = new ClusterFixture();
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private final Server admin;
    private final PodHandle pod;

    PodAccessTest() throws IOException {
        fixture.connector = connector;
        admin = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new AdminGrpc.AdminImplBase() {
                    @Override
                    public void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
                        answer.onNext(
                                CheckPausedResponse.newBuilder().setPaused(true).build());
                        answer.onCompleted();
                    }
                })
                .build()
                .start();
        HelmRelease release = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
        pod = release.workload().pod(0).setIp("127.0.0.1");
    }

    @AfterEach
    void close() {
        fixture.close();
        connector.close();
        admin.shutdownNow();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static TargetSelection by(Access access, int adminPort) {
        return new TargetSelection("app", null, null, null, adminPort, access, AdminTls.OFF, false);
    }

    private Pod pod() {
        return PodMapping.pod(pod.model());
    }

    @Test
    void aPodThatAnswersIsReachedDirectly() throws Exception {
        KubernetesTarget target = fixture.target(by(Access.AUTO, admin.getPort()));
        ResolvedTarget resolved = now(target.resolve());
        assertEquals(Access.POD_IP, now(target.settleAccess(resolved, pod())));
        PodConnection connection = now(target.connect(resolved.reachedBy(Access.POD_IP), pod()));
        assertEquals("127.0.0.1:" + admin.getPort(), connection.address());
        assertTrue(now(connection.checkPaused(SOON)));
        connection.close();
        assertEquals(0, fixture.cluster.forwards().running());
    }

    @Test
    void aPodOutOfReachIsReachedThroughTheApiServer() throws Exception {
        pod.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.getPort()));
        int port = closedPort();
        KubernetesTarget target = fixture.target(by(Access.AUTO, port));
        ResolvedTarget resolved = now(target.resolve());
        assertEquals(Access.PORT_FORWARD, now(target.settleAccess(resolved, pod())));
        PodConnection connection = now(target.connect(resolved.reachedBy(Access.PORT_FORWARD), pod()));
        assertEquals(pod.name() + ":" + port + " (port-forward)", connection.address());
        assertTrue(now(connection.checkPaused(SOON)));
        assertTrue(now(connection.checkPaused(SOON)), "again over the same forward");
        connection.close();
        until("no forward is left", () -> fixture.cluster.forwards().running() == 0);
    }

    @Test
    void aPodThatIsNotReachedIsRefusedWithBothReasons() throws Exception {
        int port = closedPort();
        var account = fixture.cluster.access().account("backup").allow(List.of("get", "list", "watch"), "*");
        KubernetesTarget target = fixture.target(by(Access.AUTO, port), account);
        String message = refused(target.settleAccess(now(target.resolve()), pod()));
        assertTrue(message.contains("neither at 127.0.0.1:" + port + " ("), message);
        assertTrue(message.contains("nor through a port-forward ("), message);
        assertTrue(message.contains("403"), message);
        assertTrue(message.contains("docs/rbac.yaml"), message);
        assertFalse(message.contains(".)"), message);
        assertEquals(message.indexOf("docs/rbac.yaml"), message.lastIndexOf("docs/rbac.yaml"), message);
    }

    /** The first connection of a controller that is starting may take longer than a probe. */
    @Test
    void aPodIsLookedAtOnceMoreBeforeItIsRefused() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        fixture.connector = (host, port, tls, shownAs, onClose) -> {
            PodConnection real = connector.connect(host, port, tls, shownAs, onClose);
            return connections.incrementAndGet() > 1 ? real : new Unanswering(real);
        };
        var account = fixture.cluster.access().account("backup").allow(List.of("get", "list", "watch"), "*");
        KubernetesTarget target = fixture.target(by(Access.AUTO, admin.getPort()), account);
        assertEquals(Access.POD_IP, now(target.settleAccess(now(target.resolve()), pod())));
    }

    private record Unanswering(PodConnection real) implements PodConnection {
        @Override
        public String address() {
            return real.address();
        }

        @Override
        public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
            return real.pause(maxPauseWait, deadline);
        }

        @Override
        public CompletionStage<Boolean> checkPaused(Duration deadline) {
            return CompletableFuture.failedFuture(
                    new AdminCallException(AdminCallException.Outcome.UNKNOWN, "no answer within 5 s"));
        }

        @Override
        public CompletionStage<Void> unpause(Duration deadline) {
            return real.unpause(deadline);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** The message quotes the server and says what to do; that a local socket was closed would help nobody. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Unauthorized | valid token",
                "403 | pods \"a\" is forbidden: User \"u\" cannot create resource \"pods/portforward\" in API group \"\" | Grant it \"get\" and \"create\" on \"pods/portforward\"",
                "403 | admission webhook \"w\" denied the request: no tunnels here | not a missing right",
                "404 | injected by the test | still there",
                "500 | injected by the test | API server",
                "502 | injected by the test | A proxy before the API server"
            })
    void aRefusedPortForwardSaysWhatTheServerSaid(int code, String said, String advice) throws Exception {
        var fault = fixture.cluster.faults().on("get", "pods/portforward");
        if (code == 403) {
            fault.forbidden(said);
        } else {
            fault.status(code);
        }
        KubernetesTarget target = fixture.target(by(Access.PORT_FORWARD, closedPort()));
        PodConnection connection = now(target.connect(now(target.resolve()), pod()));
        String message = assertThrows(ExecutionException.class, () -> now(connection.checkPaused(SOON)))
                .getCause()
                .getMessage();
        connection.close();
        assertTrue(message.contains("(" + code + ", \"" + said) && message.contains(advice), message);
        assertTrue(message.contains(fixture.cluster.url()) && message.contains(pod.name()), message);
        assertTrue(message.length() < 1_000 && !message.contains("Exception"), message);
    }

    @Test
    void whatAServerSaysOfAPortForwardIsBounded() throws Exception {
        fixture.cluster.faults().on("get", "pods/portforward").forbidden("no ".repeat(50_000));
        KubernetesTarget target = fixture.target(by(Access.PORT_FORWARD, closedPort()));
        PodConnection connection = now(target.connect(now(target.resolve()), pod()));
        String message = assertThrows(ExecutionException.class, () -> now(connection.checkPaused(SOON)))
                .getCause()
                .getMessage();
        connection.close();
        assertTrue(message.contains("no no no") && message.length() < 1_000, message);
    }

    /** One tunnel was refused; that the pod's port has been closed since then is another error. */
    @Test
    void anOldRefusalExplainsNoNewFailure() throws Exception {
        pod.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort()));
        fixture.cluster.faults().on("get", "pods/portforward").status(500).times(1);
        KubernetesTarget target = fixture.target(by(Access.PORT_FORWARD, 1));
        PodConnection connection = now(target.connect(now(target.resolve()), pod()));
        String first = failure(connection);
        String second = failure(connection);
        connection.close();
        assertTrue(first.contains("(500, "), first);
        assertFalse(second.contains("500"), second);
    }

    private static String failure(PodConnection connection) {
        return assertThrows(ExecutionException.class, () -> now(connection.checkPaused(SOON)))
                .getCause()
                .getMessage();
    }

    @Test
    void whatWasAskedForIsNotDoubted() throws Exception {
        for (Access access : List.of(Access.POD_IP, Access.PORT_FORWARD)) {
            KubernetesTarget target = fixture.target(by(access, 1));
            assertEquals(access, now(target.settleAccess(now(target.resolve()), pod())));
        }
    }

    @Test
    void localAddressesAreNotConnectedTo() throws Exception {
        KubernetesTarget lenient = fixture.target(by(Access.POD_IP, admin.getPort()));
        ResolvedTarget resolved = now(lenient.resolve());
        KubernetesTarget strict = fixture.target(
                by(Access.POD_IP, admin.getPort()),
                new ClusterCredentials.Token("https://127.0.0.1:1", "t", null),
                EndpointPolicy.STRICT,
                SOON);
        assertTrue(refused(strict.connect(resolved, pod())).contains("a loopback address"));
        assertTrue(refused(strict.settleAccess(resolved.reachedBy(Access.AUTO), pod()))
                .contains("a loopback address"));
    }

    @Test
    void closingTheTargetEndsItsForwards() throws Exception {
        pod.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.getPort()));
        KubernetesTarget target = fixture.target(by(Access.PORT_FORWARD, 1));
        PodConnection connection = now(target.connect(now(target.resolve()), pod()));
        assertTrue(now(connection.checkPaused(SOON)));
        assertFalse(fixture.cluster.forwards().running() == 0);
        target.close();
        until("no forward is left", () -> fixture.cluster.forwards().running() == 0);
        connection.close();
    }

    private static AdminCallException failed(CompletionStage<?> call) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> now(call));
        return assertInstanceOf(AdminCallException.class, failure.getCause());
    }

    /** Returns the failure of a fresh connection: the first call may still use one that is about to break. */
    private static AdminCallException ofAFreshConnection(PodConnection connection) {
        AdminCallException failure = failed(connection.checkPaused(Duration.ofSeconds(2)));
        return failure.outcome() == AdminCallException.Outcome.UNREACHABLE
                ? failure
                : failed(connection.checkPaused(SOON));
    }

    private PodConnection forwarded() throws Exception {
        pod.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin.getPort()));
        KubernetesTarget target = fixture.target(by(Access.PORT_FORWARD, 1));
        PodConnection connection = now(target.connect(now(target.resolve()), pod()));
        assertTrue(now(connection.checkPaused(SOON)));
        return connection;
    }

    @Test
    void aPodThatRefusesBehindATunnelIsToldFromATunnelThatIsNotThere() throws Exception {
        PodConnection connection = forwarded();
        pod.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort()));
        fixture.cluster.forwards().cut();
        until("its tunnel is gone", () -> fixture.cluster.forwards().running() == 0);
        assertTrue(ofAFreshConnection(connection).isPortClosed());
        assertTrue(failed(connection.checkPaused(SOON)).isPortClosed());
    }

    @Test
    void anApiServerThatIsGoneSaysNothingOfThePod() throws Exception {
        PodConnection connection = forwarded();
        fixture.cluster.close();
        AdminCallException failure = ofAFreshConnection(connection);
        assertFalse(failure.isPortClosed(), failure.getMessage());
    }
}
