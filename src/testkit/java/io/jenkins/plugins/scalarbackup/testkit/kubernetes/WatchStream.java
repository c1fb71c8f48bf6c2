package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.function.UnaryOperator;

/**
 * Sends watch events to one client: as lines of a chunked response, or as frames of a WebSocket.
 *
 * <p>Everything passes through the task queue of the connection's event loop, even from the event loop itself.
 * Otherwise, a change made by a request on that loop would overtake one that a test thread has already submitted.
 */
final class WatchStream {

    private final Channel channel;
    private final boolean webSocket;
    private final UnaryOperator<JsonNode> change;

    /** @param change changes each event's object */
    WatchStream(Channel channel, boolean webSocket, UnaryOperator<JsonNode> change) {
        this.channel = channel;
        this.webSocket = webSocket;
        this.change = change;
    }

    Channel channel() {
        return channel;
    }

    void send(String type, ObjectNode object) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", change.apply(object));
        byte[] bytes = Json.bytes(event);
        channel.eventLoop().execute(() -> {
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            channel.writeAndFlush(
                    webSocket
                            ? new TextWebSocketFrame(buffer)
                            : new DefaultHttpContent(Unpooled.wrappedBuffer(buffer, newline())));
        });
    }

    /** Ends the stream normally. */
    void end() {
        channel.eventLoop().execute(() -> {
            if (webSocket) {
                channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                        .addListener(ChannelFutureListener.CLOSE);
            } else {
                channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        });
    }

    /** Closes the connection in the middle of the stream. */
    void cut() {
        channel.eventLoop().execute(channel::close);
    }

    private static ByteBuf newline() {
        return Unpooled.wrappedBuffer(new byte[] {'\n'});
    }
}
