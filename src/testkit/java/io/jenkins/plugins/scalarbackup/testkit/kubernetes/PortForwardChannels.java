package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Port-forward of one port in the subprotocol {@code v4.channel.k8s.io}: each frame begins with the number of its
 * channel, 0 for data and 1 for errors, and the first frame of each channel is the port in little-endian order.
 */
final class PortForwardChannels extends WebSockets.Quiet implements Backend.Client {

    private static final int DATA = 0;
    private static final int ERROR = 1;

    private final int port;
    private final Optional<InetSocketAddress> address;
    private Channel channel;
    private Backend backend;

    /** @param address empty if nothing listens there */
    PortForwardChannels(int port, Optional<InetSocketAddress> address) {
        this.port = port;
        this.address = address;
    }

    void opened(Channel webSocket) {
        channel = webSocket;
        for (int number : new int[] {DATA, ERROR}) {
            send(number, Unpooled.buffer(2).writeShortLE(port));
        }
        backend = new Backend(webSocket, this, port, address);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof BinaryWebSocketFrame && frame.content().isReadable()) {
            if (frame.content().readByte() == DATA && frame.content().isReadable()) {
                backend.send(frame.content().retain());
            }
        } else {
            super.channelRead0(ctx, frame);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (backend != null) {
            backend.clientWritable(ctx.channel().isWritable());
        }
    }

    @Override
    public void data(ByteBuf bytes) {
        send(DATA, bytes);
    }

    @Override
    public void failed(String message) {
        send(ERROR, Unpooled.copiedBuffer(message, StandardCharsets.UTF_8));
        ended();
    }

    @Override
    public void ended() {
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void send(int number, ByteBuf bytes) {
        ByteBuf head = Unpooled.wrappedBuffer(new byte[] {(byte) number});
        channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(head, bytes)));
    }
}
