package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the example of an application's own Admin service, over gRPC: it must end a pause in each way that the products
 * do.
 */
class AdminServiceTest {
    private static final long LONG_MILLIS = 60_000;

    private final Gate gate = new Gate();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new AdminService(gate))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void closesTheGateAndWaitsForWhatIsInFlight() throws Exception {
        Gate.Pass inFlight = gate.enter();
        CompletableFuture<Empty> pause = pauseBeside(LONG_MILLIS);
        assertThrows(Gate.ClosedException.class, gate::enter);
        assertFalse(pause.isDone());
        inFlight.close();
        pause.get();
        assertTrue(paused());
        unpause();
        assertFalse(paused());
        gate.enter().close();
    }

    @Test
    void opensAgainWhenWhatIsInFlightTakesTooLong() throws Exception {
        gate.enter();
        assertFailed(Code.FAILED_PRECONDITION, "TIMED_OUT", () -> pause(true, 50));
        assertFalse(paused());
    }

    @Test
    void staysClosedUnderAnEarlierPauseWhenItsOwnTimesOut() throws Exception {
        gate.enter();
        pause(false, LONG_MILLIS);
        assertFailed(Code.FAILED_PRECONDITION, "TIMED_OUT_STILL_PAUSED", () -> pause(true, 50));
        assertTrue(paused());
    }

    @Test
    void pausesAreServedOneAfterTheOther() throws Exception {
        Gate.Pass inFlight = gate.enter();
        CompletableFuture<Empty> first = pauseBeside(LONG_MILLIS);
        assertFailed(Code.ABORTED, "PAUSE_IN_PROGRESS", () -> pause(true, 50));
        assertFailed(Code.ABORTED, "PAUSE_IN_PROGRESS", () -> pause(false, LONG_MILLIS));
        inFlight.close();
        first.get();
        pause(true, LONG_MILLIS);
        assertTrue(paused());
    }

    @Test
    void unpauseEndsADrain() throws Exception {
        gate.enter();
        CompletableFuture<Empty> pause = pauseBeside(LONG_MILLIS);
        unpause();
        ExecutionException failure = assertThrows(ExecutionException.class, pause::get);
        assertFailed(Code.ABORTED, "GATE_OPEN", () -> {
            throw (StatusRuntimeException) failure.getCause();
        });
        assertFalse(paused());
    }

    @Test
    void noTimeToDrainIsAnInvalidRequestAndNoOutcome() {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> pause(true, 0));
        assertEquals(Code.INVALID_ARGUMENT, failure.getStatus().getCode());
        assertEquals(0, StatusProto.fromThrowable(failure).getDetailsCount());
    }

    private Empty pause(boolean drain, long millis) {
        return AdminGrpc.newBlockingStub(channel)
                .pause(PauseRequest.newBuilder()
                        .setWaitOutstanding(drain)
                        .setMaxPauseWaitTime(millis)
                        .build());
    }

    /** Returns when the gate is closed and the drain has begun. */
    private CompletableFuture<Empty> pauseBeside(long millis) {
        CompletableFuture<Empty> pause = CompletableFuture.supplyAsync(() -> pause(true, millis));
        Waiting.until("The closing of the gate", Duration.ofSeconds(30), gate::isClosed);
        return pause;
    }

    private boolean paused() {
        return AdminGrpc.newBlockingStub(channel)
                .checkPaused(Empty.getDefaultInstance())
                .getPaused();
    }

    private void unpause() {
        assertEquals(
                Empty.getDefaultInstance(), AdminGrpc.newBlockingStub(channel).unpause(Empty.getDefaultInstance()));
    }

    private static void assertFailed(Code code, String reason, Runnable call) throws Exception {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call::run);
        assertEquals(code, failure.getStatus().getCode());
        ErrorInfo info =
                StatusProto.fromThrowable(failure).getDetailsList().get(0).unpack(ErrorInfo.class);
        assertEquals("com.scalar.db.cluster.admin", info.getDomain());
        assertEquals(reason, info.getReason());
    }
}
