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

/** One gRPC channel to one pod: at most one connection at a time, made by the first call. */
final class AdminChannel {
    /** Answers are of a few bytes; the rest is room for an error's details. */
    private static final int MAX_BYTES = 64 * 1024;
    /** A socket that is quiet while the pod drains is kept known to firewalls and address translators on the way. */
    private static final int TCP_PROBE_SECONDS = 20;

    private final ManagedChannel channel;
    private final Set<NioSocketChannel> sockets = ConcurrentHashMap.newKeySet();
    /** Ended by us, not by the other side. */
    private volatile boolean given;

    private volatile boolean lost;

    AdminChannel(AdminEndpoint endpoint, EventLoopGroup eventLoop) {
        InetSocketAddress literal = endpoint.literal();
        NettyChannelBuilder builder = literal != null
                ? NettyChannelBuilder.forAddress(literal)
                : NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
        builder.eventLoopGroup(eventLoop)
                .channelFactory(this::newSocket)
                .directExecutor()
                // An outcome belongs to exactly one request, so gRPC must repeat none, transparently or not.
                .disableRetry()
                .disableServiceConfigLookUp()
                // A proxy that the controller uses for the Internet leads nowhere near a pod.
                .proxyDetector(target -> null)
                // The connection made before the pause is kept through the window, however quiet it is.
                .idleTimeout(Integer.MAX_VALUE, TimeUnit.DAYS)
                .maxInboundMessageSize(MAX_BYTES)
                .maxInboundMetadataSize(MAX_BYTES)
                .userAgent("jenkins-scalar-backup")
                // Probes of TCP and not HTTP/2 pings: gRPC servers answer pings of less than five minutes with GOAWAY.
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
     * Takes no more calls; ends when those under way are over. What the kernel could not deliver by then is thrown away
     * (a reset instead of an orderly end): a Pause that nobody waits for any more must not arrive minutes later.
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

    /** Ends it now; calls under way fail. */
    void close() {
        given = true;
        channel.shutdownNow();
    }

    /** Whether the other side ended a connection of it. */
    boolean wasLost() {
        return lost;
    }

    boolean isOver() {
        return channel.isTerminated();
    }
}
