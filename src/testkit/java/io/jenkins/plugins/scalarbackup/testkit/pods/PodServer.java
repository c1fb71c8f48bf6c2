package io.jenkins.plugins.scalarbackup.testkit.pods;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
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
 * A pod: a real gRPC server with the gate of Scalar's products. A Pause closes the gate at once and is answered when
 * the pod has drained; one that exceeds its time limit opens the gate again and fails.
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
    private volatile boolean refusesChecks;
    private volatile int padding;
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

    /** Sets the time that transactions in flight take to end. */
    public PodServer drainsFor(Duration time) {
        drain = time;
        return this;
    }

    /** Makes a Pause close the gate without an answer. */
    public PodServer hangsInPause() {
        hangs = true;
        return this;
    }

    /**
     * Makes somebody else's pause keep it closed, which is the answer to every other Pause.
     *
     * @param domain the domain of the reason; null for an answer without one
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

    /** Sets whether an Unpause is neither carried out nor answered. */
    public PodServer silentToUnpauses(boolean silent) {
        silentToUnpauses = silent;
        return this;
    }

    /** Sets whether a CheckPaused is not answered. */
    public PodServer silentToChecks(boolean silent) {
        silentToChecks = silent;
        return this;
    }

    /** Whether it answers that it does not know CheckPaused, as a proxy does that lets other methods pass only. */
    public PodServer refusesChecks(boolean refuses) {
        refusesChecks = refuses;
        return this;
    }

    /** How many bytes that nobody asked for are in each answer to CheckPaused. */
    public PodServer padsChecks(int bytes) {
        padding = bytes;
        return this;
    }

    /** Returns what connections did to pauses of others: paused or unpaused what another one had paused. */
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

    /** Pauses it for a client that ignores the lock. */
    public PodServer pauseFromOutside() {
        paused = true;
        return this;
    }

    /** Unpauses it for a client that ignores the lock. */
    public void unpauseFromOutside() {
        paused = false;
    }

    /** Stops the container: every connection is closed, and nothing listens. */
    public void stop() {
        server.shutdownNow();
    }

    /**
     * Starts the container again, in a new process.
     *
     * @param pausedBySomebody whether somebody pauses that process before anybody else connects
     */
    public void startAgain(boolean pausedBySomebody) throws IOException, InterruptedException {
        server.awaitTermination();
        paused = pausedBySomebody;
        // Retries until its port is free.
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

    /** Returns the number of Pauses that reached it. */
    public int pauses() {
        return pauses.get();
    }

    /** Returns the number of open connections to it. */
    public int connections() {
        return connections.get();
    }

    /** Returns the number of Unpauses that reached it. */
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
            if (refusesChecks) {
                answer.onError(Status.UNIMPLEMENTED.asRuntimeException());
                return;
            }
            CheckPausedResponse.Builder response =
                    CheckPausedResponse.newBuilder().setPaused(paused);
            if (padding > 0) {
                ByteString bytes = ByteString.copyFrom(new byte[padding]);
                response.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                9, Field.newBuilder().addLengthDelimited(bytes).build())
                        .build());
            }
            answer.onNext(response.build());
            answer.onCompleted();
        }

        private void ok(StreamObserver<Empty> answer) {
            answer.onNext(Empty.getDefaultInstance());
            answer.onCompleted();
        }
    }

    /** Passes a request's connection to the service. */
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
            // Null for a connection that ended before its handshake, so that it was never ready and never counted.
            if (attributes != null) {
                connections.decrementAndGet();
            }
        }
    }
}
