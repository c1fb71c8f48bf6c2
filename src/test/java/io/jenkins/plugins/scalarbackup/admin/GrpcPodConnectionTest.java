package io.jenkins.plugins.scalarbackup.admin;

import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.BRIEF;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.SOON;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.failed;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.got;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.says;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnection.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how each behaviour of a real gRPC server, or of a network, is reported. */
class GrpcPodConnectionTest {
    private static final Duration DRAIN = Duration.ofSeconds(75);
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = new AdminServer();
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private PodConnection to(int port) throws Exception {
        return connector.connect("127.0.0.1", port, AdminTls.OFF, "127.0.0.1:" + port, () -> {});
    }

    @Test
    void pausesChecksAndUnpausesOverOneConnection() throws Exception {
        PodConnection pod = to(server.port());
        assertEquals(0, server.transportsEver.get(), "the first call connects, not before");
        assertFalse(got(pod.checkPaused(SOON)));
        got(pod.pause(DRAIN, SOON));
        assertTrue(got(pod.checkPaused(SOON)));
        got(pod.unpause(SOON));
        assertFalse(got(pod.checkPaused(SOON)));
        assertEquals(1, server.transportsEver.get());
        assertTrue(server.lastPause.get().getWaitOutstanding());
        assertEquals(75_000, server.lastPause.get().getMaxPauseWaitTime());
    }

    @Test
    void whatIsExpectedIsBegunBeforehandAndDoneWhenItIsAskedFor() throws Exception {
        PodConnection pod = to(server.port());
        got(pod.checkPaused(SOON));
        pod.expect(Request.PAUSE, Request.CHECK_PAUSED);
        until("both have begun", () -> server.begun.get() == 3);
        assertEquals(0, server.pauses.get());
        got(pod.pause(DRAIN, SOON));
        assertTrue(got(pod.checkPaused(SOON)));
        assertEquals(3, server.begun.get());
        got(pod.unpause(SOON));
        assertEquals(4, server.begun.get());
    }

    @Test
    void whatWasExpectedBeforeWhatComesIsGivenBack() throws Exception {
        PodConnection pod = to(server.port());
        got(pod.pause(DRAIN, SOON));
        pod.expect(Request.CHECK_PAUSED, Request.UNPAUSE);
        got(pod.unpause(SOON));
        until("a server that handles one after the other could go on", () -> server.givenUp.get() == 1);
        assertFalse(got(pod.checkPaused(SOON)));
        assertEquals(4, server.begun.get(), "Pause, CheckPaused twice, Unpause");
    }

    @RepeatedTest(20)
    void whatWasBegunOnAConnectionThatBrokeIsBegunAgain() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            PodConnection pod = to(wire.port());
            got(pod.checkPaused(SOON));
            AdminChannel before = ((GrpcPodConnection) pod).channel();
            pod.expect(Request.PAUSE);
            until("it has begun", () -> server.begun.get() == 2);
            wire.reset();
            // Checked at the client's end: on a connection whose reset is still to be read, the outcome of a Pause
            // would rightly be unknown.
            until("the connection is gone", () -> !before.isConnected());
            CompletionStage<Void> pause = pod.pause(DRAIN, SOON);
            got(pause);
            assertEquals(1, server.pauses.get());
        }
    }

    @Test
    void theUsualPortOfScalarDbClusterNamesTheSettingThatMovesIt() throws Exception {
        for (String shownAs : new String[] {"10.0.0.7:60053", "app-1:60053 (port-forward)"}) {
            AdminEndpoint endpoint = AdminEndpoint.of("127.0.0.1", 1, null, AdminTls.OFF, shownAs);
            var failure = new AdminFailures(endpoint, AdminFailures.Request.PAUSE, SOON, DRAIN)
                    .of(Status.UNIMPLEMENTED.asRuntimeException(), true);
            says("scalar.db.cluster.node.admin.port, give that port as adminPort", failure);
        }
        AdminEndpoint other = AdminEndpoint.of("127.0.0.1", 1, null, AdminTls.OFF, "10.0.0.7:60052");
        says(
                "is adminPort right?",
                new AdminFailures(other, AdminFailures.Request.PAUSE, SOON, DRAIN)
                        .of(Status.UNIMPLEMENTED.asRuntimeException(), true));
    }

    @Test
    void podThatHangsIsUnknownAfterTheEarlyStreamsDeadline() throws Exception {
        server.onPause = answer -> {};
        PodConnection pod = to(server.port());
        got(pod.checkPaused(SOON));
        pod.expect(Request.PAUSE, Request.CHECK_PAUSED);
        until("both have begun", () -> server.begun.get() == 3);
        says("within 0.3 s", failed(Outcome.UNKNOWN, pod.pause(DRAIN, BRIEF)));
        until("nothing that was expected keeps the connection", () -> server.transports.get() == 0);
        got(pod.unpause(SOON));
    }

    @Test
    void aDrainThatTimesOutIsSaidToHaveOpenedAgain() throws Exception {
        server.onPause = fails(Status.FAILED_PRECONDITION.withDescription("failed to finish\noutstanding requests"));
        var failure = failed(Outcome.DRAIN_TIMED_OUT, to(server.port()).pause(DRAIN, SOON));
        says("within 75 s (maxPauseWait)", failure);
        says("failed to finish outstanding requests", failure);
    }

    @ParameterizedTest
    @CsvSource({
        "com.scalar.db.cluster.admin, TIMED_OUT_STILL_PAUSED, STILL_PAUSED_BY_ANOTHER",
        "com.scalar.db.cluster.admin, TIMED_OUT, DRAIN_TIMED_OUT",
        "com.scalar.db.cluster.admin, PAUSE_IN_PROGRESS, PAUSE_IN_PROGRESS",
        "com.scalar.db.cluster.admin, GATE_OPEN, OPENED_BY_ANOTHER",
        "com.scalar.db.cluster.admin, SOMETHING_NEW, UNKNOWN",
        "com.scalar.dl.admin, TIMED_OUT_STILL_PAUSED, STILL_PAUSED_BY_ANOTHER",
        "com.scalar.dl.admin, TIMED_OUT, DRAIN_TIMED_OUT",
        "com.scalar.dl.admin, PAUSE_IN_PROGRESS, PAUSE_IN_PROGRESS",
        "com.scalar.dl.admin, GATE_OPEN, OPENED_BY_ANOTHER",
        "com.scalar.dl.admin, timed_out, UNKNOWN",
        "example.com, TIMED_OUT_STILL_PAUSED, UNKNOWN"
    })
    void theReasonSaysWhatBecameOfThePause(String domain, String reason, Outcome outcome) throws Exception {
        ErrorInfo info =
                ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build();
        var status = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.FAILED_PRECONDITION.value())
                .addDetails(Any.pack(info))
                .build();
        server.onPause = answer -> answer.onError(StatusProto.toStatusRuntimeException(status));
        failed(outcome, to(server.port()).pause(DRAIN, SOON));
    }

    @Test
    void detailsThatCantBeReadDoNotHideTheStatus() throws Exception {
        Metadata trailers = new Metadata();
        trailers.put(
                Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
                "no protobuf".getBytes(StandardCharsets.UTF_8));
        server.onPause = answer -> answer.onError(Status.FAILED_PRECONDITION.asRuntimeException(trailers));
        failed(Outcome.DRAIN_TIMED_OUT, to(server.port()).pause(DRAIN, SOON));
    }

    @ParameterizedTest
    @CsvSource({
        "ABORTED, OPENED_BY_ANOTHER",
        "PERMISSION_DENIED, REFUSED",
        "UNAUTHENTICATED, REFUSED",
        "INVALID_ARGUMENT, REFUSED",
        "UNIMPLEMENTED, REFUSED",
        "UNAVAILABLE, UNKNOWN",
        "CANCELLED, UNKNOWN",
        "DEADLINE_EXCEEDED, UNKNOWN",
        "RESOURCE_EXHAUSTED, UNKNOWN",
        "INTERNAL, UNKNOWN",
        "UNKNOWN, UNKNOWN"
    })
    void whatThePodAnswersIsReportedAsWhatItMeans(Status.Code code, Outcome outcome) throws Exception {
        server.onPause = fails(Status.fromCode(code));
        failed(outcome, to(server.port()).pause(DRAIN, SOON));
    }

    @Test
    void aFailedPreconditionOfAnUnpauseIsNoDrain() throws Exception {
        server.onUnpause = fails(Status.FAILED_PRECONDITION);
        failed(Outcome.REFUSED, to(server.port()).unpause(SOON));
    }

    @Test
    void aPortOfAnotherServiceIsNamedAsSuch() throws Exception {
        BindableService other = () -> ServerServiceDefinition.builder("other").build();
        try (AdminServer another = new AdminServer(InetAddress.getLoopbackAddress(), null, other)) {
            var failure = failed(Outcome.REFUSED, to(another.port()).checkPaused(SOON));
            says("not as an Admin service: is adminPort right?", failure);
        }
    }

    @Test
    void aPodThatHangsIsUnknownAfterTheDeadline() throws Exception {
        server.onPause = answer -> {};
        var failure = failed(Outcome.UNKNOWN, to(server.port()).pause(DRAIN, BRIEF));
        says("no answer from 127.0.0.1:" + server.port() + " within 0.3 s", failure);
        says("whether it carried out the Pause is not known", failure);
        assertEquals(1, server.pauses.get(), "a request is sent once");
    }

    @Test
    void aClosedPortIsUnreachable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        says("nothing listens on that port", failed(Outcome.UNREACHABLE, to(port).pause(DRAIN, SOON)));
    }

    @Test
    void anUnreachablePodIsTriedAnewByTheNextCall() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        PodConnection pod = to(port);
        failed(Outcome.UNREACHABLE, pod.unpause(SOON));
        try (ServerSocket back = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            CompletionStage<Void> again = pod.unpause(SOON);
            back.setSoTimeout(10_000);
            back.accept().close(); // gRPC's own back-off would have failed the call without a try
            failed(Outcome.UNREACHABLE, again);
        }
    }

    @Test
    void aListenerThatStaysSilentIsUnreachableAfterTheDeadline() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var failure = failed(Outcome.UNREACHABLE, to(silent.getLocalPort()).pause(DRAIN, BRIEF));
            says("within 0.3 s", failure);
        }
    }

    @Test
    void aListenerThatSpeaksSomethingElseIsUnreachable() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletionStage<Void> call = to(web.getLocalPort()).pause(DRAIN, SOON);
            try (Socket client = web.accept();
                    OutputStream out = client.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                says("is adminPort right, and does it need tls?", failed(Outcome.UNREACHABLE, call));
            }
        }
    }

    @Test
    void aNameThatIsNoneIsUnreachable() throws Exception {
        PodConnection pod = connector.connect("no..host", 1, AdminTls.OFF, "no..host:1", () -> {});
        says("no connection to no..host:1", failed(Outcome.UNREACHABLE, pod.checkPaused(SOON)));
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfACallIsUnknown() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            server.onPause = answer -> {};
            CompletionStage<Void> pause = to(wire.port()).pause(DRAIN, SOON);
            until("the pause has arrived", () -> server.pauses.get() == 1);
            wire.reset();
            says("broke", failed(Outcome.UNKNOWN, pause));
        }
    }

    @Test
    void serverThatStopsInACallIsUnknownAndNotAskedAgain() throws Exception {
        server.onPause = answer -> {};
        CompletionStage<Void> pause = to(server.port()).pause(DRAIN, SOON);
        until("the pause has arrived", () -> server.pauses.get() == 1);
        server.cut();
        failed(Outcome.UNKNOWN, pause);
        assertEquals(1, server.pauses.get());
    }

    @Test
    void afterATimeOutTheNextCallMakesANewConnection() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            PodConnection pod = to(wire.port());
            assertFalse(got(pod.checkPaused(SOON)));
            wire.swallow();
            failed(Outcome.UNKNOWN, pod.pause(DRAIN, BRIEF));
            got(pod.unpause(SOON));
            assertEquals(0, server.pauses.get());
            assertEquals(2, server.transportsEver.get());
        }
    }

    @Test
    void aCallThatTimesOutLeavesTheOthersOnItsConnectionAlone() throws Exception {
        AtomicReference<StreamObserver<Empty>> drain = new AtomicReference<>();
        server.onPause = drain::set;
        server.onUnpause = answer -> {};
        PodConnection pod = to(server.port());
        CompletionStage<Void> pause = pod.pause(DRAIN, SOON);
        until("the pause has arrived", () -> drain.get() != null);
        failed(Outcome.UNKNOWN, pod.unpause(BRIEF));
        AdminServer.ok(drain.get());
        got(pause);
        until("the connection without a call is closed", () -> server.transports.get() == 0);
    }

    /**
     * On a busy controller, a closing check once failed with the poll before it, which had just abandoned the
     * connection.
     */
    @Test
    void aCallIsNotBegunOnAConnectionThatAnotherHasJustGivenUp() throws Exception {
        NioEventLoopGroup threads = new NioEventLoopGroup(1);
        AdminEndpoint endpoint = AdminEndpoint.of("127.0.0.1", server.port(), null, AdminTls.OFF, "the pod");
        GrpcPodConnection pod = new GrpcPodConnection(endpoint, new AdminThread(threads.next()), closed -> {});
        try {
            got(pod.checkPaused(SOON));
            CountDownLatch busy = new CountDownLatch(1);
            threads.next().execute(() -> {
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            CompletionStage<Boolean> next = pod.checkPaused(SOON);
            pod.retire(pod.channel());
            busy.countDown();
            assertFalse(got(next));
            assertEquals(2, server.transportsEver.get());
        } finally {
            pod.close();
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void closingFailsTheCallsUnderWayAndGivesBackOnce() throws Exception {
        AtomicInteger givenBack = new AtomicInteger();
        PodConnection pod =
                connector.connect("127.0.0.1", server.port(), AdminTls.OFF, "the pod", givenBack::incrementAndGet);
        assertEquals("the pod", pod.address());
        server.onPause = answer -> {};
        CompletionStage<Void> pause = pod.pause(DRAIN, SOON);
        until("the pause has arrived", () -> server.pauses.get() == 1);
        pod.close();
        pod.close();
        failed(Outcome.UNKNOWN, pause);
        failed(Outcome.UNREACHABLE, pod.checkPaused(SOON));
        assertEquals(1, givenBack.get());
        until("the socket is closed", () -> server.transports.get() == 0);
    }

    @Test
    void aProxyOfTheControllerIsNotAsked() throws Exception {
        String before = System.getProperty("https.proxyHost");
        System.setProperty("https.proxyHost", "127.0.0.1");
        System.setProperty("https.proxyPort", "1");
        try {
            assertFalse(got(to(server.port()).checkPaused(SOON)));
            PodConnection byName =
                    connector.connect("localhost", server.port(), AdminTls.OFF, "localhost:" + server.port(), () -> {});
            assertFalse(got(byName.checkPaused(SOON)));
        } finally {
            System.clearProperty("https.proxyPort");
            if (before == null) {
                System.clearProperty("https.proxyHost");
            } else {
                System.setProperty("https.proxyHost", before);
            }
        }
    }

    @Test
    void speaksToAnIpv6Address() throws Exception {
        InetAddress six = InetAddress.getByName("::1");
        assumeTrue(six.isReachable(200), "no IPv6 on this machine");
        try (AdminServer on6 = new AdminServer(six, null, null)) {
            PodConnection pod = connector.connect("::1", on6.port(), AdminTls.OFF, "[::1]:" + on6.port(), () -> {});
            assertFalse(got(pod.checkPaused(SOON)));
        }
    }

    private static Consumer<StreamObserver<Empty>> fails(Status status) {
        return answer -> answer.onError(status.asRuntimeException());
    }
}
