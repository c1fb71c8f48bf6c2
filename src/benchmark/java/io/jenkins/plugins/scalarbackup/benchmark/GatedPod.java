package io.jenkins.plugins.scalarbackup.benchmark;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A pod that notes when its gate closes and opens: a minimal Admin service, so that the caller is measured. Times are
 * {@link System#nanoTime()}, which on Linux is the same for all processes.
 */
final class GatedPod extends AdminGrpc.AdminImplBase {
    private final ScheduledExecutorService drains;
    private final Server server;
    private volatile long drainMillis;
    private volatile boolean closed;
    private volatile long closedAt;
    private volatile long drainedAt;
    private volatile long openedAt;

    GatedPod(ScheduledExecutorService drains) throws IOException {
        this.drains = drains;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Begins new notes. */
    void expect(long drain) {
        drainMillis = drain;
        closedAt = 0;
        drainedAt = 0;
        openedAt = 0;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns when the gate closed; 0 if it did not. */
    long closedAt() {
        return closedAt;
    }

    /** Returns when its Pause was answered; 0 if it was not. */
    long drainedAt() {
        return drainedAt;
    }

    /** Returns when the gate opened again; 0 if it did not. */
    long openedAt() {
        return openedAt;
    }

    @Override
    public void pause(PauseRequest request, StreamObserver<Empty> answer) {
        closed = true;
        closedAt = System.nanoTime();
        if (drainMillis == 0) {
            drained(answer);
        } else {
            drains.schedule(() -> drained(answer), drainMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void drained(StreamObserver<Empty> answer) {
        drainedAt = System.nanoTime();
        ok(answer);
    }

    @Override
    public void unpause(Empty request, StreamObserver<Empty> answer) {
        closed = false;
        openedAt = System.nanoTime();
        ok(answer);
    }

    @Override
    public void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
        answer.onNext(CheckPausedResponse.newBuilder().setPaused(closed).build());
        answer.onCompleted();
    }

    private static void ok(StreamObserver<Empty> answer) {
        answer.onNext(Empty.getDefaultInstance());
        answer.onCompleted();
    }
}
