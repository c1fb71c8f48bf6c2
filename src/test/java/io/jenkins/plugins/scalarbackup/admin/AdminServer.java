package io.jenkins.plugins.scalarbackup.admin;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A real gRPC server on loopback that implements the Admin service and can be made to misbehave. */
final class AdminServer implements AutoCloseable {
    final AtomicInteger transports = new AtomicInteger();
    final AtomicInteger transportsEver = new AtomicInteger();
    /** Requests that have begun to arrive. */
    final AtomicInteger begun = new AtomicInteger();
    /** Those of them that were cancelled before they had arrived. */
    final AtomicInteger givenUp = new AtomicInteger();

    final AtomicInteger pauses = new AtomicInteger();
    final AtomicReference<PauseRequest> lastPause = new AtomicReference<>();
    volatile Consumer<StreamObserver<Empty>> onPause = AdminServer::ok;
    volatile Consumer<StreamObserver<Empty>> onUnpause = AdminServer::ok;
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final Server server;
    private volatile boolean paused;

    AdminServer() throws IOException {
        this(InetAddress.getLoopbackAddress(), null, null);
    }

    /** @param other a service in place of Admin; null for Admin */
    AdminServer(InetAddress address, SslContext tls, BindableService other) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(address, 0))
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .addTransportFilter(new Counting())
                .addStreamTracerFactory(new Beginnings())
                .addService(other == null ? new Admin() : other);
        if (tls != null) {
            builder.sslContext(tls);
        }
        server = builder.build().start();
    }

    int port() {
        return server.getPort();
    }

    static void ok(StreamObserver<Empty> answer) {
        answer.onNext(Empty.getDefaultInstance());
        answer.onCompleted();
    }

    /** Closes every connection at once, including calls under way. */
    void cut() {
        server.shutdownNow();
    }

    @Override
    public void close() {
        server.shutdownNow();
        loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    private final class Admin extends AdminGrpc.AdminImplBase {
        @Override
        public void pause(PauseRequest request, StreamObserver<Empty> answer) {
            pauses.incrementAndGet();
            lastPause.set(request);
            paused = true;
            onPause.accept(answer);
        }

        @Override
        public void unpause(Empty request, StreamObserver<Empty> answer) {
            paused = false;
            onUnpause.accept(answer);
        }

        @Override
        public void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
            answer.onNext(CheckPausedResponse.newBuilder().setPaused(paused).build());
            answer.onCompleted();
        }
    }

    private final class Beginnings extends ServerStreamTracer.Factory {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            begun.incrementAndGet();
            return new ServerStreamTracer() {
                private volatile boolean arrived;

                @Override
                public void inboundMessage(int number) {
                    arrived = true;
                }

                @Override
                public void streamClosed(Status status) {
                    if (!arrived) {
                        givenUp.incrementAndGet();
                    }
                }
            };
        }
    }

    private final class Counting extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            transports.incrementAndGet();
            transportsEver.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            transports.decrementAndGet();
        }
    }
}
