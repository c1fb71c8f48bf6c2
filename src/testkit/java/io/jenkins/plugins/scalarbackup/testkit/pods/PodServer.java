package io.jenkins.plugins.scalarbackup.testkit.pods;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pod: a real gRPC server with the gate of Scalar's products behind it. A Pause closes the gate at once and is
 * answered when the pod has drained; one that takes longer than it may reopens the gate and fails.
 */
public final class PodServer {
    private static final long DEFAULT_MAX_PAUSE_WAIT = 30_000;

    private static final Context.Key<String> CONNECTION = Context.key("connection");

    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicInteger unpauses = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final NioEventLoopGroup loop;
    private final InetSocketAddress address;
    private final SslContext tls;
    private Server server;
    private volatile Duration drain = Duration.ZERO;
    private volatile boolean hangs;
    private volatile boolean silentToUnpauses;
    private volatile boolean silentToChecks;
    private volatile boolean paused;
    private volatile RuntimeException refusal;
    private String pausedBy;
    private final List<String> intrusions = new CopyOnWriteArrayList<>();

    /** @param tls null for plain text */
    PodServer(InetSocketAddress address, SslContext tls, NioEventLoopGroup loop) throws IOException {
        this.loop = loop;
        this.tls = tls;
        this.server = listen(address);
        this.address = new InetSocketAddress(address.getAddress(), server.getPort());
    }

    private Server listen(InetSocketAddress at) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(at)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .addTransportFilter(new Counting())
                .addService(ServerInterceptors.intercept(new Admin(), new Whose()));
        if (tls != null) {
            builder.sslContext(tls);
        }
        return builder.build().start();
    }

    public InetSocketAddress address() {
        return address;
    }

    /** How long transactions in flight take to end. */
    public PodServer drainsFor(Duration time) {
        drain = time;
        return this;
    }

    /** A Pause closes the gate and is never answered. */
    public PodServer hangsInPause() {
        hangs = true;
        return this;
    }

    /**
     * Somebody else's pause keeps it closed, and every other Pause is answered so.
     *
     * @param domain of the reason; null for an answer without one
     */
    public PodServer heldBySomebodyElse(String domain, Status.Code code, String reason) {
        refusal = refusal(domain, code, reason);
        return this;
    }

    private static RuntimeException refusal(String domain, Status.Code code, String reason) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("the pause failed");
        if (domain != null) {
            status.addDetails(Any.pack(
                    ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Whether an Unpause is neither carried out nor answered. */
    public PodServer silentToUnpauses(boolean silent) {
        silentToUnpauses = silent;
        return this;
    }

    /** Whether nobody is told whether it is paused. */
    public PodServer silentToChecks(boolean silent) {
        silentToChecks = silent;
        return this;
    }

    /** What one connection did to a pause of another: paused what it had paused, or opened it. */
    List<String> intrusions() {
        return intrusions;
    }

    private synchronized void pausedBy(String connection) {
        if (paused) {
            intrusions.add(connection + " paused " + address + " that " + pausedBy + " had paused");
        }
        paused = true;
        pausedBy = connection;
    }

    private synchronized void openedBy(String connection) {
        if (paused && !connection.equals(pausedBy)) {
            intrusions.add(connection + " opened " + address + " that " + pausedBy + " had paused");
        }
        paused = false;
    }

    /** Somebody who knows nothing of the lock pauses it. */
    public PodServer pauseFromOutside() {
        paused = true;
        return this;
    }

    /** Somebody who knows nothing of the lock opens it. */
    public void unpauseFromOutside() {
        paused = false;
    }

    /** The container is gone: every connection is cut and nobody listens. */
    public void stop() {
        server.shutdownNow();
    }

    /**
     * The container runs again, in a new process.
     *
     * @param pausedBySomebody whether somebody pauses that one before anybody else comes
     */
    public void startAgain(boolean pausedBySomebody) throws IOException, InterruptedException {
        server.awaitTermination();
        paused = pausedBySomebody;
        // Until its port is free again.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                server = listen(address);
                return;
            } catch (IOException taken) {
                if (System.nanoTime() > end) {
                    throw taken;
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    public boolean isPaused() {
        return paused;
    }

    /** How many Pauses reached it. */
    public int pauses() {
        return pauses.get();
    }

    /** How many connections to it are open. */
    public int connections() {
        return connections.get();
    }

    /** How many Unpauses reached it. */
    public int unpauses() {
        return unpauses.get();
    }

    private final class Admin extends AdminGrpc.AdminImplBase {
        @Override
        public void pause(PauseRequest request, StreamObserver<Empty> answer) {
            pauses.incrementAndGet();
            if (refusal != null) {
                paused = true;
                answer.onError(refusal);
                return;
            }
            pausedBy(CONNECTION.get());
            if (hangs) {
                return;
            }
            Duration patience = Duration.ofMillis(
                    request.getMaxPauseWaitTime() == 0 ? DEFAULT_MAX_PAUSE_WAIT : request.getMaxPauseWaitTime());
            if (drain.compareTo(patience) <= 0) {
                loop.schedule(() -> ok(answer), drain.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            loop.schedule(
                    () -> {
                        paused = false;
                        answer.onError(Status.FAILED_PRECONDITION
                                .withDescription("failed to finish processing outstanding requests within the time")
                                .asRuntimeException());
                    },
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void unpause(Empty request, StreamObserver<Empty> answer) {
            unpauses.incrementAndGet();
            if (!silentToUnpauses) {
                openedBy(CONNECTION.get());
                ok(answer);
            }
        }

        @Override
        public void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
            if (silentToChecks) {
                return;
            }
            answer.onNext(CheckPausedResponse.newBuilder().setPaused(paused).build());
            answer.onCompleted();
        }

        private void ok(StreamObserver<Empty> answer) {
            answer.onNext(Empty.getDefaultInstance());
            answer.onCompleted();
        }
    }

    /** Tells the service which connection a request came by. */
    private static final class Whose implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String connection = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            return Contexts.interceptCall(Context.current().withValue(CONNECTION, connection), call, headers, next);
        }
    }

    private final class Counting extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            // Null for one that ended before its handshake, so that it was never ready and never counted.
            if (attributes != null) {
                connections.decrementAndGet();
            }
        }
    }
}
