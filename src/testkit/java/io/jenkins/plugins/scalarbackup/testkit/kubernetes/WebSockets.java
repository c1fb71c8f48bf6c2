package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/** Upgrades connections to WebSockets, and answers what every WebSocket has to answer. */
final class WebSockets {

    private static final int MAX_FRAME = 1024 * 1024;

    private WebSockets() {}

    /**
     * Answers the upgrade, and runs {@code opened} on the connection's event loop when the WebSocket is ready.
     *
     * @param http the handler of the connection, which {@code frames} replaces
     * @param protocol the subprotocol to agree on, null for none
     * @throws ApiFailure 400 if the request is not a WebSocket upgrade that the double understands
     */
    static void upgrade(
            Channel channel,
            ChannelHandler http,
            FullHttpRequest request,
            Responses responses,
            String protocol,
            ChannelHandler frames,
            Runnable opened) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://localhost", protocol, false, MAX_FRAME)
                .newHandshaker(request);
        if (handshaker == null) {
            throw ApiFailure.badRequest("unknown WebSocket version");
        }
        channel.pipeline().replace(http, "frames", frames);
        handshaker
                .handshake(channel, request, responses.stamp(new DefaultHttpHeaders()), channel.newPromise())
                .addListener((ChannelFutureListener) done -> {
                    if (done.isSuccess()) {
                        opened.run();
                    } else {
                        channel.close();
                    }
                });
    }

    /** Answers pings and the close; ignores other frames. */
    static class Quiet extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof PingWebSocketFrame) {
                ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
            } else if (frame instanceof CloseWebSocketFrame) {
                ctx.writeAndFlush(frame.retain()).addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
