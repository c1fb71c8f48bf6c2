package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Listens on loopback; can be stopped with all its connections and started again at the same port. */
final class HttpFront implements AutoCloseable {

    private static final Duration BIND_LIMIT = Duration.ofSeconds(10);
    private static final int MAX_BODY = 4 * 1024 * 1024;

    private final EventLoopGroup loops = new NioEventLoopGroup(2, new DefaultThreadFactory("api-double", true));
    private final SslContext tls;
    private final Supplier<ChannelHandler> handlers;
    private Channel listener;
    private ChannelGroup connections;
    private int port;

    /** @param tls null for plain HTTP */
    HttpFront(SslContext tls, Supplier<ChannelHandler> handlers) {
        this.tls = tls;
        this.handlers = handlers;
    }

    EventLoopGroup loops() {
        return loops;
    }

    synchronized int port() {
        return port;
    }

    synchronized void start() {
        if (listener != null) {
            return;
        }
        // One group per start, which also closes connections that were just being accepted.
        ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        connections = accepted;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted.add(channel);
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY))
                                .addLast(handlers.get());
                    }
                });
        listener = bind(bootstrap, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * Binds, with retries for a while: a closed listener keeps its port until its selector has noticed, and an outgoing
     * connection of another process may have the port for a moment.
     */
    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) {
        long deadline = System.nanoTime() + BIND_LIMIT.toNanos();
        while (true) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
            if (!(bound.cause() instanceof BindException) || System.nanoTime() > deadline) {
                throw new IllegalStateException("The API double can't listen at " + address, bound.cause());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    synchronized void stop() {
        if (listener != null) {
            listener.close().syncUninterruptibly();
            // It is only really closed after the selector's next run.
            listener.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            listener = null;
            connections.close().awaitUninterruptibly();
        }
    }

    @Override
    public void close() {
        stop();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
