package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioChannelOption;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** A gRPC channel to one pod. It has at most one connection at a time, which the first call opens. */
final class AdminChannel {
    /** Limit for responses and metadata. Responses have a few bytes; the rest is room for the details of an error. */
    private static final int MAX_BYTES = 64 * 1024;
    /** Keep-alive interval, so that firewalls and NAT don't drop a connection that is idle while the pod drains. */
    private static final int TCP_PROBE_SECONDS = 20;

    private final ManagedChannel channel;
    private final Set<NioSocketChannel> sockets = ConcurrentHashMap.newKeySet();
    /** True once we have ended the channel: connections that close after that were not lost. */
    private volatile boolean given;

    private volatile boolean lost;

    AdminChannel(AdminEndpoint endpoint, EventLoopGroup eventLoop) {
        InetSocketAddress literal = endpoint.socketAddress();
        NettyChannelBuilder builder = literal != null
                ? NettyChannelBuilder.forAddress(literal)
                : NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
        builder.eventLoopGroup(eventLoop)
                .channelFactory(this::newSocket)
                .directExecutor()
                // Each outcome must belong to exactly one request, so gRPC must not retry any, not even transparently.
                .disableRetry()
                .disableServiceConfigLookUp()
                // The controller's proxy for the Internet does not lead to pods.
                .proxyDetector(target -> null)
                // The connection made before the pause is kept for the whole window, even if it is idle.
                .idleTimeout(Integer.MAX_VALUE, TimeUnit.DAYS)
                .maxInboundMessageSize(MAX_BYTES)
                .maxInboundMetadataSize(MAX_BYTES)
                .userAgent("jenkins-scalar-backup")
                // TCP keep-alive and not HTTP/2 pings: gRPC servers answer pings more frequent than every five minutes
                // with GOAWAY.
                .withOption(ChannelOption.SO_KEEPALIVE, true);
        probe(builder, ExtendedSocketOptions.TCP_KEEPIDLE);
        probe(builder, ExtendedSocketOptions.TCP_KEEPINTERVAL);
        if (endpoint.isTls()) {
            builder.sslContext(endpoint.sslContext()).useTransportSecurity();
            if (endpoint.authority() != null) {
                builder.overrideAuthority(endpoint.authority());
            }
        } else {
            builder.usePlaintext();
        }
        channel = builder.build();
    }

    private static void probe(NettyChannelBuilder builder, SocketOption<Integer> option) {
        builder.withOption(NioChannelOption.of(option), TCP_PROBE_SECONDS);
    }

    private NioSocketChannel newSocket() {
        NioSocketChannel socket = new NioSocketChannel();
        sockets.add(socket);
        socket.closeFuture().addListener(done -> {
            lost |= !given;
            sockets.remove(socket);
        });
        return socket;
    }

    ManagedChannel channel() {
        return channel;
    }

    boolean isConnected() {
        return channel.getState(false) == ConnectivityState.READY;
    }

    /**
     * Accepts no more calls and ends after those in flight. Data that the kernel could not deliver by then is discarded
     * (a reset instead of an orderly close): a Pause that nobody waits for any more must not arrive minutes later.
     */
    void retire() {
        given = true;
        for (NioSocketChannel socket : sockets) {
            if (socket.isOpen()) {
                socket.config().setSoLinger(0);
            }
        }
        channel.shutdown();
    }

    /** Closes the channel now; calls in flight fail. */
    void close() {
        given = true;
        channel.shutdownNow();
    }

    /** Returns whether the other side has closed a connection of this channel. */
    boolean wasLost() {
        return lost;
    }

    boolean isEnded() {
        return channel.isTerminated();
    }
}
