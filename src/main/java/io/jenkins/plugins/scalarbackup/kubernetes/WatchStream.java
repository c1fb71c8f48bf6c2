package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A watch request: reports the lines of the response, then how it ended. It can't hang: it is abandoned if the response
 * does not begin in time, or if the server does not end it when asked to.
 */
final class WatchStream {
    /** Receives the events of a stream, one call at a time. */
    interface Listener {
        /** Receives a line of the response: one event. */
        void line(WatchStream stream, byte[] line);

        /** Called when the server has ended the request normally, on time or early. */
        void ended(WatchStream stream);

        /** Called for an error response. */
        void refused(WatchStream stream, ApiResponse answer);

        /** Called when the request failed or broke off. */
        void broke(WatchStream stream, Throwable failure);
    }

    private static final int MAX_LINE_BYTES = 8 << 20;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final int timeoutSeconds;
    private final Listener listener;
    private final WatchClock clock;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private volatile CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
    /** Completes when the request must have ended. */
    private volatile CompletableFuture<Void> deadline = new CompletableFuture<>();

    private volatile long beganNanos;
    private volatile boolean hasBegun;
    private volatile boolean isFailure;

    WatchStream(int timeoutSeconds, Listener listener, WatchClock clock) {
        this.timeoutSeconds = timeoutSeconds;
        this.listener = listener;
        this.clock = clock;
    }

    void open(ApiServer api, ApiCall call, Executor executor) {
        CompletableFuture<HttpResponse<AsyncBody>> begun;
        try {
            begun = api.http()
                    .consumeBytes(
                            HttpExchange.request(api.http(), call, api.access().server())
                                    .forStreaming()
                                    .build(),
                            (buffers, body) -> {
                                for (ByteBuffer buffer : buffers) {
                                    take(buffer);
                                }
                                body.consume();
                            });
        } catch (IOException | RuntimeException e) {
            executor.execute(() -> listener.broke(this, e));
            return;
        }
        response = begun;
        CompletableFuture<Void> answerDue = clock.after(api.timeout());
        answerDue.thenRun(this::giveUp);
        begun.whenComplete((answer, failure) -> answerDue.cancel(false));
        deadline = clock.after(api.timeout().plusSeconds(timeoutSeconds).plus(GRACE));
        deadline.thenRun(this::giveUp);
        begun.whenComplete(this::begun);
    }

    /** Returns whether the server accepted the request. */
    boolean wasAdmitted() {
        return hasBegun && !isFailure;
    }

    /**
     * Returns whether the request has lasted at least 90 % of the time for which the server was asked to keep it open.
     */
    boolean lasted() {
        return hasBegun && clock.nanoTime() - beganNanos >= TimeUnit.SECONDS.toNanos(timeoutSeconds) * 9 / 10;
    }

    /**
     * Abandons the request. The listener may still be called for its end, and can distinguish it from the next
     * stream's.
     */
    void cancel() {
        deadline.cancel(false);
        response.cancel(true);
        response.thenAccept(begun -> begun.body().cancel());
    }

    private void giveUp() {
        response.completeExceptionally(new TimeoutException("the API server kept silent"));
        cancel();
    }

    private void begun(HttpResponse<AsyncBody> answer, Throwable failure) {
        if (failure != null) {
            deadline.cancel(false);
            listener.broke(this, failure);
            return;
        }
        beganNanos = clock.nanoTime();
        hasBegun = true;
        isFailure = !answer.isSuccessful();
        answer.body().done().whenComplete((ended, broken) -> {
            deadline.cancel(false);
            if (isFailure) {
                listener.refused(this, ApiResponse.of(answer, line.toByteArray()));
            } else if (broken != null) {
                listener.broke(this, broken);
            } else {
                listener.ended(this);
            }
        });
        answer.body().consume();
    }

    private void take(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n' && !isFailure) {
                if (line.size() > 0) {
                    listener.line(this, line.toByteArray());
                    line.reset();
                }
            } else {
                if (line.size() >= MAX_LINE_BYTES) {
                    throw new IOException("an event is longer than " + MAX_LINE_BYTES + " bytes");
                }
                line.write(next);
            }
        }
    }
}
