package io.jenkins.plugins.scalarbackup.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.DefaultEventLoop;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.StatusProto;
import io.jenkins.plugins.scalarbackup.admin.AdminFailures.Request;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the classification of failures and their messages; sends nothing. */
class ErrorTextTest {
    private static final Duration DEADLINE = Duration.ofMillis(1_500);
    private static final Duration DRAIN = Duration.ofSeconds(75);

    private final DefaultEventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static AdminEndpoint plain(String shownAs) {
        return new AdminEndpoint("10.0.0.1", 60053, null, null, false, shownAs);
    }

    private static AdminEndpoint tls(String authority, boolean ownCa) throws SSLException {
        SslContext context = SslContextBuilder.forClient().build();
        return new AdminEndpoint("10.0.0.1", 60053, context, authority, ownCa, "bank-0");
    }

    private static AdminCallException of(Request request, Status status) {
        return new AdminFailures(plain("bank-0"), request, DEADLINE, DRAIN).of(status.asRuntimeException(), true);
    }

    private static void says(AdminCallException failure, Outcome outcome, String... pieces) {
        assertEquals(outcome, failure.outcome(), failure.getMessage());
        for (String piece : pieces) {
            assertTrue(failure.getMessage().contains(piece), failure.getMessage());
        }
    }

    @Test
    void changeWithoutAnswerMayHaveBeenMade() {
        Status late = Status.DEADLINE_EXCEEDED;
        says(
                of(Request.PAUSE, late),
                Outcome.UNKNOWN,
                "no answer from bank-0 within 1.5 s; whether it carried out the Pause");
        says(of(Request.UNPAUSE, late), Outcome.UNKNOWN, "whether it carried out the Unpause is not known");
        assertTrue(of(Request.CHECK_PAUSED, late).getMessage().endsWith("no answer from bank-0 within 1.5 s"));
        says(
                of(Request.PAUSE, Status.UNAVAILABLE.withDescription("gone")),
                Outcome.UNKNOWN,
                "the connection to bank-0 broke",
                "is not known",
                "(UNAVAILABLE: gone)");
        says(
                of(Request.PAUSE, Status.INTERNAL),
                Outcome.UNKNOWN,
                "bank-0 failed to answer Pause; whether",
                "(INTERNAL)");
    }

    @ParameterizedTest
    @CsvSource({
        "PAUSE, FAILED_PRECONDITION, DRAIN_TIMED_OUT",
        "UNPAUSE, FAILED_PRECONDITION, REFUSED",
        "PAUSE, ABORTED, OPENED_BY_ANOTHER",
        "UNPAUSE, ABORTED, UNKNOWN",
        "CHECK_PAUSED, UNIMPLEMENTED, REFUSED",
        "PAUSE, PERMISSION_DENIED, REFUSED",
        "PAUSE, UNAUTHENTICATED, REFUSED",
        "PAUSE, INVALID_ARGUMENT, REFUSED",
        "PAUSE, CANCELLED, UNKNOWN"
    })
    void withoutAReasonTheCodeDecides(Request request, Status.Code code, Outcome outcome) {
        AdminCallException failure = of(request, code.toStatus());
        says(failure, outcome, "(" + code.name() + ")");
    }

    @Test
    void eachOutcomeOfAPauseIsToldInItsWords() {
        says(reason("TIMED_OUT"), Outcome.DRAIN_TIMED_OUT, "within 75 s (maxPauseWait) and went on serving");
        says(
                reason("TIMED_OUT_STILL_PAUSED"),
                Outcome.STILL_PAUSED_BY_ANOTHER,
                "within 75 s (maxPauseWait) and stays paused for somebody else");
        says(reason("PAUSE_IN_PROGRESS"), Outcome.PAUSE_IN_PROGRESS, "never touched its gate");
        says(reason("GATE_OPEN"), Outcome.OPENED_BY_ANOTHER, "somebody else's Unpause");
        says(reason("NEW_REASON"), Outcome.UNKNOWN);
    }

    private static AdminCallException reason(String reason) {
        return info(
                Request.PAUSE,
                ErrorInfo.newBuilder()
                        .setDomain("com.scalar.db.cluster.admin")
                        .setReason(reason)
                        .build());
    }

    private static AdminCallException info(Request request, ErrorInfo... infos) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(9);
        for (ErrorInfo info : infos) {
            status.addDetails(Any.pack(info));
        }
        return new AdminFailures(plain("bank-0"), request, DEADLINE, DRAIN)
                .of(StatusProto.toStatusRuntimeException(status.build()), true);
    }

    /** A mesh may put its own reason before the product's; alone, it says nothing about the gate. */
    @Test
    void theProductsReasonCountsWhereverItStandsAndAProxysDoesNot() {
        ErrorInfo proxy = ErrorInfo.newBuilder()
                .setDomain("mesh.example")
                .setReason("TIMED_OUT")
                .build();
        ErrorInfo product = ErrorInfo.newBuilder()
                .setDomain("com.scalar.dl.admin")
                .setReason("PAUSE_IN_PROGRESS")
                .build();
        says(info(Request.PAUSE, proxy, product), Outcome.PAUSE_IN_PROGRESS);
        says(info(Request.PAUSE, proxy), Outcome.UNKNOWN);
        says(info(Request.UNPAUSE, product), Outcome.REFUSED);
    }

    @Test
    void detailsWithoutAReasonLeaveItToTheCode() {
        com.google.rpc.Status status = com.google.rpc.Status.newBuilder()
                .setCode(9)
                .addDetails(Any.pack(Empty.getDefaultInstance()))
                .build();
        says(
                new AdminFailures(plain("bank-0"), Request.PAUSE, DEADLINE, DRAIN)
                        .of(StatusProto.toStatusRuntimeException(status), true),
                Outcome.DRAIN_TIMED_OUT);
    }

    @Test
    void aPortThatIsNoAdminServiceIsToldWhichSettingMovesIt() {
        Status unimplemented = Status.UNIMPLEMENTED;
        says(of(Request.PAUSE, unimplemented), Outcome.REFUSED, "is adminPort right?");
        for (String shown : new String[] {"10.0.0.1:60053", "bank-0:60053 (port-forward)"}) {
            says(
                    new AdminFailures(plain(shown), Request.PAUSE, DEADLINE, DRAIN)
                            .of(unimplemented.asRuntimeException(), true),
                    Outcome.REFUSED,
                    "scalar.db.cluster.node.admin.port");
        }
        says(
                new AdminFailures(plain("10.0.0.1:600530"), Request.PAUSE, DEADLINE, DRAIN)
                        .of(unimplemented.asRuntimeException(), true),
                Outcome.REFUSED,
                "is adminPort right?");
        says(of(Request.PAUSE, Status.PERMISSION_DENIED), Outcome.REFUSED, "because a right is missing");
        says(of(Request.PAUSE, Status.INVALID_ARGUMENT), Outcome.REFUSED, "bank-0 refuses Pause (INVALID_ARGUMENT)");
    }

    private static String unreached(AdminEndpoint endpoint, Throwable cause) {
        AdminCallException failure = new AdminFailures(endpoint, Request.PAUSE, DEADLINE, DRAIN)
                .of(Status.UNAVAILABLE.withCause(cause).asRuntimeException(), false);
        assertEquals(Outcome.UNREACHABLE, failure.outcome());
        return failure.getMessage();
    }

    @Test
    void whyThereIsNoConnectionIsTold() throws Exception {
        AdminEndpoint plain = plain("bank-0");
        assertTrue(unreached(plain, new UnknownHostException("x")).contains("the name 10.0.0.1 is not known"));
        assertTrue(unreached(plain, new IOException(new URISyntaxException("a b", "bad")))
                .contains("is not a host name"));
        assertTrue(unreached(plain, new NoRouteToHostException()).contains("there is no route"));
        assertTrue(unreached(plain, new ConnectException()).contains("nothing listens on that port"));
        assertTrue(unreached(plain, new IOException("reset")).contains("does it need tls?"));
        assertTrue(new AdminFailures(plain, Request.PAUSE, DEADLINE, DRAIN)
                .of(Status.DEADLINE_EXCEEDED.asRuntimeException(), false)
                .getMessage()
                .contains("within 1.5 s: nothing answers there"));
        assertTrue(unreached(tls(null, false), new ConnectException()).contains("nothing listens on that port"));
    }

    @Test
    void whyTlsFailedIsTold() throws Exception {
        AdminEndpoint own = tls("bank.example", true);
        AdminEndpoint jvm = tls(null, false);
        assertTrue(unreached(own, new NotSslRecordException("x")).contains("the port answers in plain text"));
        assertTrue(unreached(own, handshake(new CertificateExpiredException())).contains("has expired"));
        assertTrue(
                unreached(own, handshake(new CertificateNotYetValidException())).contains("is not valid yet"));
        assertTrue(unreached(own, handshake(new CertPathBuilderException())).contains("given as tlsCaCertificate"));
        assertTrue(unreached(jvm, handshake(new CertPathBuilderException())).contains("the controller's Java trusts"));
        assertTrue(unreached(own, handshake(new CertificateException("other")))
                .contains("not one for \"bank.example\" (tlsAuthority is the name that it must carry): other"));
        assertTrue(unreached(jvm, handshake(new CertificateException("other"))).contains("not one for \"10.0.0.1\""));
        assertTrue(unreached(own, new IOException("reset")).contains("before TLS began"));
        assertTrue(
                unreached(own, new SSLException("Connection closed while...")).contains("before TLS began"));
        assertTrue(unreached(own, new SSLException("no\ncipher")).endsWith("TLS to bank-0: no cipher"));
    }

    private static Exception handshake(Exception cause) {
        SSLHandshakeException handshake = new SSLHandshakeException("failed");
        handshake.initCause(cause);
        return handshake;
    }

    @Test
    void aRequestAfterTheEndSaysThatNothingWasSent() {
        says(
                new AdminFailures(plain("bank-0"), Request.CHECK_PAUSED, DEADLINE, null).closedBefore(),
                Outcome.UNREACHABLE,
                "no CheckPaused was sent");
    }

    @Test
    void durationsAndTextsAreShort() {
        assertEquals("85 s", ErrorText.seconds(Duration.ofSeconds(85)));
        assertEquals("0.3 s", ErrorText.seconds(Duration.ofMillis(300)));
        assertEquals("a b c", ErrorText.oneLine("  a\r\n b\tc "));
        assertEquals("x".repeat(300), ErrorText.oneLine("x".repeat(300)));
        assertEquals("x".repeat(300) + "…", ErrorText.oneLine("x".repeat(301)));
        assertEquals(
                " (UNAVAILABLE: io: root)",
                ErrorText.statusText(
                        Status.UNAVAILABLE.withDescription("io").withCause(new IOException(new IOException("root")))));
        assertEquals(" (UNKNOWN)", ErrorText.statusText(Status.UNKNOWN.withCause(new IOException())));
    }

    @Test
    void aCauseIsFoundHoweverDeepAndARingHasAnEnd() {
        IOException root = new IOException("root");
        assertSame(root, ErrorText.find(new ExecutionException(new RuntimeException(root)), IOException.class));
        assertNull(ErrorText.find(new ExecutionException(root), ConnectException.class));
        assertNull(ErrorText.find(null, IOException.class));
        Exception one = new Exception("one");
        one.initCause(new Exception("other", one));
        assertNull(ErrorText.find(one, IOException.class));
        Throwable deep = root;
        for (int i = 0; i < 49; i++) {
            deep = new Exception(deep);
        }
        assertSame(root, ErrorText.find(deep, IOException.class));
        assertNull(ErrorText.find(new Exception(deep), IOException.class));
    }

    /** @param unanswered receives an entry when the connection is abandoned */
    private AdminCall<String> call(Request request, List<String> unanswered) {
        return new AdminCall<>(
                new AdminFailures(plain("bank-0"), request, DEADLINE, DRAIN),
                () -> unanswered.add("retired"),
                new ResponseBatch(loop));
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void twoAnswersOrNoneAreNoAnswer(Request request) throws Exception {
        for (int answers : new int[] {0, 1, 2}) {
            List<String> unanswered = new ArrayList<>();
            AdminCall<String> call = call(request, unanswered);
            for (int i = 0; i < answers; i++) {
                call.answered("answer");
            }
            call.ended(Status.OK, new Metadata(), true);
            assertEquals(answers != 1, call.result().isCompletedExceptionally());
            assertEquals(answers == 1 ? 0 : 1, unanswered.size(), "who does not answer is connected to anew");
        }
    }

    @Test
    void whoRefusesKeepsItsConnection() throws Exception {
        List<String> unanswered = new ArrayList<>();
        AdminCall<String> call = call(Request.PAUSE, unanswered);
        call.ended(Status.UNIMPLEMENTED, new Metadata(), true);
        assertTrue(call.result().isCompletedExceptionally());
        assertEquals(List.of(), unanswered);
    }

    /** Waking the waiting thread costs as much as an answer. */
    @Test
    void answersAreHandedOnTogetherInOrderAndAfterWhatIsUnderWay() throws Exception {
        ResponseBatch batch = new ResponseBatch(loop);
        List<String> order = new ArrayList<>();
        CountDownLatch both = new CountDownLatch(4);
        for (String round : new String[] {"1", "2"}) {
            loop.submit(() -> {
                        for (String answer : new String[] {"a", "b"}) {
                            batch.add(() -> {
                                order.add(round + answer);
                                both.countDown();
                            });
                        }
                        order.add("read");
                    })
                    .get(AdminFixture.PATIENCE, TimeUnit.SECONDS);
        }
        assertTrue(both.await(AdminFixture.PATIENCE, TimeUnit.SECONDS));
        assertEquals(List.of("read", "1a", "1b", "read", "2a", "2b"), order);
        batch.add(() -> order.add("elsewhere"));
        assertEquals("elsewhere", order.get(order.size() - 1), "off the loop at once");
    }
}
