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
 * A pod whose gate keeps a diary: an Admin service that does as little as one can, so that what is measured is its caller.
 * Times are {@link System#nanoTime()}, which on Linux all processes share.
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

    /** Begins a new page of the diary. */
    void expect(long drain) {
        drainMillis = drain;
        closedAt = 0;
        drainedAt = 0;
        openedAt = 0;
    }

    boolean isClosed() {
        return closed;
    }

    /** When the gate closed; 0 if it did not. */
    long closedAt() {
        return closedAt;
    }

    /** When its Pause was answered; 0 if it was not. */
    long drainedAt() {
        return drainedAt;
    }

    /** When the gate opened again; 0 if it did not. */
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
