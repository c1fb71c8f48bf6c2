package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Handles one connection: log, fault, authentication, authorization, and then the handler that answers. */
final class ApiChannel extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOGGER = Logger.getLogger(ApiChannel.class.getName());

    private final ApiDouble.Rooms rooms;

    ApiChannel(ApiDouble.Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        ApiCall call = ApiCall.of(request);
        rooms.requests()
                .add(
                        call,
                        rooms.access()
                                .known(call.token())
                                .map(Access.Account::user)
                                .orElse(""));
        Channel channel = ctx.channel();
        UnaryOperator<JsonNode> same = UnaryOperator.identity();
        Optional<Faults.Effect> fault = rooms.faults().next(call);
        if (fault.isEmpty()) {
            serve(channel, call, request.retain(), Duration.ZERO, false, same);
        } else if (fault.get() instanceof Faults.Effect.Change change) {
            serve(channel, call, request.retain(), Duration.ZERO, false, answer -> change.change()
                    .apply(call, answer));
        } else if (fault.get() instanceof Faults.Effect.Refuse refuse) {
            rooms.responses().failure(channel, refusal(refuse));
        } else if (fault.get() instanceof Faults.Effect.Delay delay) {
            request.retain();
            later(channel, delay.before(), () -> serve(channel, call, request, delay.after(), false, same));
        } else if (fault.get() instanceof Faults.Effect.Cut cut && cut.carriedOut()) {
            serve(channel, call, request.retain(), Duration.ZERO, true, same);
        } else if (fault.get() instanceof Faults.Effect.Cut) {
            channel.close();
        }
        // Hang: no answer, and the connection stays open.
    }

    /** Serves a request, and releases it. */
    private void serve(
            Channel channel,
            ApiCall call,
            FullHttpRequest request,
            Duration answerDelay,
            boolean cut,
            UnaryOperator<JsonNode> change) {
        try {
            Access.Account account = rooms.access().authenticate(call);
            rooms.access().authorize(account, call);
            if (call.verb().equals("watch") && call.subresource().isEmpty()) {
                if (cut) {
                    channel.close();
                    return;
                }
                Watches.Watch watch = rooms.watches().prepare(call);
                startWatch(channel, call, request, watch, change);
                return;
            }
            if (call.resourcePath().equals("pods/portforward")) {
                rooms.forwards().open(channel, this, request, call, rooms.responses());
                return;
            }
            if (call.verb().equals("list")) {
                rooms.watches().listed();
            }
            ResourceApi.Answer answer = rooms.resources().answer(call, account);
            if (cut) {
                channel.close();
            } else {
                JsonNode body = change.apply(answer.body());
                later(channel, answerDelay, () -> rooms.responses()
                        .json(channel, answer.code(), body, call.flag("pretty")));
            }
        } catch (ApiFailure failure) {
            rooms.responses().failure(channel, failure);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "The API double failed at " + call.method() + " " + call.path(), e);
            rooms.responses().failure(channel, new ApiFailure(500, "InternalError", e.toString()));
        } finally {
            request.release();
        }
    }

    private void startWatch(
            Channel channel,
            ApiCall call,
            FullHttpRequest request,
            Watches.Watch watch,
            UnaryOperator<JsonNode> change) {
        if (call.asksFor("websocket")) {
            WebSockets.upgrade(
                    channel, this, request, rooms.responses(), null, new WebSockets.Quiet(), () -> rooms.watches()
                            .start(watch, new WatchStream(channel, true, change)));
        } else {
            rooms.responses().streamHead(channel);
            rooms.watches().start(watch, new WatchStream(channel, false, change));
        }
    }

    private static void later(Channel channel, Duration delay, Runnable work) {
        if (delay.isZero()) {
            work.run();
        } else {
            channel.eventLoop().schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static ApiFailure refusal(Faults.Effect.Refuse refuse) {
        return switch (refuse.code()) {
            case 401 -> ApiFailure.unauthorized();
            case 403 ->
                new ApiFailure(
                        403,
                        "Forbidden",
                        refuse.message() == null ? "forbidden: injected by the test" : refuse.message());
            case 410 -> new ApiFailure(410, "Expired", "too old resource version: injected by the test");
            case 429 ->
                new ApiFailure(
                        429, "TooManyRequests", "too many requests, please try again later", refuse.retryAfter());
            case 503 ->
                new ApiFailure(
                        503,
                        "ServiceUnavailable",
                        "the server is currently unable to handle the request",
                        refuse.retryAfter());
            default -> new ApiFailure(refuse.code(), "InternalError", "injected by the test: " + refuse.code());
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOGGER.log(Level.FINE, "A connection to the API double failed", cause);
        }
        ctx.close();
    }
}
