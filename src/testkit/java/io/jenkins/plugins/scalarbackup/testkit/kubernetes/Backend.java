package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A forwarded connection on the pod's side: a TCP connection to what listens there. It uses the event loop of the
 * client's connection, and each side stops reading while the other can't accept more.
 */
final class Backend extends ChannelInboundHandlerAdapter {

    /** The client's side, which encodes the pod's data in its protocol. */
    interface Client {

        void data(ByteBuf bytes);

        /** Called when the forward failed; nothing else follows. */
        void failed(String message);

        /** Called when the pod has closed the connection; nothing else follows. */
        void ended();
    }

    private final Channel clientChannel;
    private final Client client;
    private final ChannelFuture connected;
    private boolean over;

    Backend(Channel clientChannel, Client client, int port, Optional<InetSocketAddress> address) {
        this.clientChannel = clientChannel;
        this.client = client;
        if (address.isEmpty()) {
            connected = clientChannel.newFailedFuture(new ConnectException("connection refused"));
        } else {
            connected = new Bootstrap()
                    .group(clientChannel.eventLoop())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, false)
                    .handler(this)
                    .connect(address.get());
        }
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                finish(() -> client.failed("error forwarding port " + port + " to pod: dial tcp4 127.0.0.1:" + port
                        + ": connect: connection refused"));
            }
        });
        clientChannel.closeFuture().addListener(closed -> close());
    }

    /** Sends a buffer, and releases it. */
    void send(ByteBuf bytes) {
        connected.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                done.channel().writeAndFlush(bytes);
                clientChannel.config().setAutoRead(done.channel().isWritable());
            } else {
                bytes.release();
            }
        });
    }

    /** Notes that the client sends no more. */
    void endOfInput() {
        connected.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                ((DuplexChannel) done.channel()).shutdownOutput();
            }
        });
    }

    void close() {
        over = true;
        connected.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                done.channel().close();
            }
        });
    }

    /** Notes whether the client's connection can accept more. */
    void clientWritable(boolean writable) {
        if (connected.isSuccess()) {
            connected.channel().config().setAutoRead(writable);
        }
    }

    private void finish(Runnable message) {
        if (!over) {
            over = true;
            message.run();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        client.data((ByteBuf) message);
        if (!clientChannel.isWritable()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        clientChannel.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        clientChannel.config().setAutoRead(true);
        finish(client::ended);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
