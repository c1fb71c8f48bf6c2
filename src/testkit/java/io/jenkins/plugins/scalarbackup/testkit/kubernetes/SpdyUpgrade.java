package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;

/** The upgrade of a connection to SPDY/3.1. */
final class SpdyUpgrade {

    private SpdyUpgrade() {}

    /** @param http the handler of the connection, which {@code streams} replaces */
    static void upgrade(Channel channel, ChannelHandler http, Responses responses, ChannelHandler streams) {
        FullHttpResponse switching =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        responses
                .stamp(switching.headers())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, "SPDY/3.1")
                .set("X-Stream-Protocol-Version", "portforward.k8s.io");
        channel.writeAndFlush(switching).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                channel.pipeline()
                        .addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1))
                        .addLast(streams);
                channel.pipeline().remove(http);
                channel.pipeline().remove(HttpObjectAggregator.class);
                channel.pipeline().remove(HttpServerCodec.class);
            }
        });
    }
}
