package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes responses. Each has the double's time in the {@code Date} header, as of when it is written. */
final class Responses {

    private final Clock clock;

    Responses(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param pretty whether to write like the API server with {@code ?pretty=true}: one value per line, indented by two
     *     spaces
     */
    void json(Channel channel, int code, Object body, boolean pretty) {
        channel.writeAndFlush(response(code, pretty ? Json.prettyBytes(body) : Json.bytes(body)));
    }

    void failure(Channel channel, ApiFailure failure) {
        FullHttpResponse response = response(failure.code(), Json.bytes(failure.status()));
        if (failure.retryAfterSeconds() > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, failure.retryAfterSeconds());
        }
        channel.writeAndFlush(response);
    }

    /** Writes the head of a response whose lines follow one by one. */
    void streamHead(Channel channel) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        stamp(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.writeAndFlush(response);
    }

    private FullHttpResponse response(int code, byte[] body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), Unpooled.wrappedBuffer(body));
        stamp(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }

    HttpHeaders stamp(HttpHeaders headers) {
        return headers.set(
                HttpHeaderNames.DATE,
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC)));
    }
}
