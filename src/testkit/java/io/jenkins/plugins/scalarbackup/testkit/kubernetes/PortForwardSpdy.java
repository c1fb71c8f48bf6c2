package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Port-forward in SPDY/3.1, as {@code kubectl} speaks it: for each connection a stream for errors and one for data, which
 * belong together by the header {@code requestid}. Flow control is left out, because kubectl's SPDY has none either.
 */
final class PortForwardSpdy extends SimpleChannelInboundHandler<SpdyFrame> {

    private final PortForwards forwards;
    private final String namespace;
    private final String pod;
    private final Map<String, Integer> errorStreams = new HashMap<>();
    private final Map<Integer, Backend> dataStreams = new HashMap<>();

    PortForwardSpdy(PortForwards forwards, String namespace, String pod) {
        this.forwards = forwards;
        this.namespace = namespace;
        this.pod = pod;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, SpdyFrame frame) {
        if (frame instanceof SpdySynStreamFrame stream) {
            open(ctx.channel(), stream);
        } else if (frame instanceof SpdyDataFrame data) {
            Backend backend = dataStreams.get(data.streamId());
            if (backend != null && data.content().isReadable()) {
                backend.send(data.content().retain());
            }
            if (backend != null && data.isLast()) {
                backend.endOfInput();
            }
        } else if (frame instanceof SpdyRstStreamFrame reset) {
            Backend backend = dataStreams.remove(reset.streamId());
            if (backend != null) {
                backend.close();
            }
        } else if (frame instanceof SpdyPingFrame) {
            ctx.writeAndFlush(frame);
        }
    }

    private void open(Channel channel, SpdySynStreamFrame stream) {
        int id = stream.streamId();
        String request = stream.headers().getAsString("requestid");
        String type = stream.headers().getAsString("streamtype");
        int port;
        try {
            port = PortForwards.port(stream.headers().getAsString("port"));
        } catch (ApiFailure noPort) {
            channel.writeAndFlush(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.PROTOCOL_ERROR));
            return;
        }
        SpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
        // Netty leaves an empty header block out altogether, which kubectl's decoder does not expect.
        reply.headers().set(":status", "200");
        channel.writeAndFlush(reply);
        if ("error".equals(type)) {
            errorStreams.put(request, id);
        } else {
            Streams streams = new Streams(channel, id, errorStreams.remove(request));
            dataStreams.put(id, new Backend(channel, streams, port, forwards.backend(namespace, pod, port)));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        dataStreams
                .values()
                .forEach(backend -> backend.clientWritable(ctx.channel().isWritable()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** The two streams of one forwarded connection. */
    private final class Streams implements Backend.Client {
        private final Channel channel;
        private final int data;
        private final Integer error;

        private Streams(Channel channel, int data, Integer error) {
            this.channel = channel;
            this.data = data;
            this.error = error;
        }

        @Override
        public void data(ByteBuf bytes) {
            channel.writeAndFlush(new DefaultSpdyDataFrame(data, bytes));
        }

        @Override
        public void failed(String message) {
            end(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8));
        }

        @Override
        public void ended() {
            end(Unpooled.EMPTY_BUFFER);
        }

        private void end(ByteBuf message) {
            dataStreams.remove(data);
            channel.writeAndFlush(new DefaultSpdyDataFrame(data).setLast(true));
            if (error != null) {
                channel.writeAndFlush(new DefaultSpdyDataFrame(error, message).setLast(true));
            }
        }
    }
}
