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
 * One watch request: the lines of its answer, then how it ended. It can't hang: it is given up when no answer begins in
 * time, or when the server does not end it when it was asked to.
 */
final class WatchStream {
    /** Hears of the stream, one call at a time. */
    interface Listener {
        /** A line of the answer: one event. */
        void line(WatchStream stream, byte[] line);

        /** The server ended it as it was asked to, or earlier but in good order. */
        void ended(WatchStream stream);

        /** It was answered with a code that is no success. */
        void refused(WatchStream stream, Answer answer);

        /** It broke off, or never began. */
        void broke(WatchStream stream, Throwable failure);
    }

    private static final int MAX_LINE_BYTES = 8 << 20;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final int timeoutSeconds;
    private final Listener listener;
    private final CompletableFuture<Void> deadline = new CompletableFuture<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private volatile CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
    private volatile long beganNanos;
    private volatile boolean isFailure;

    WatchStream(int timeoutSeconds, Listener listener) {
        this.timeoutSeconds = timeoutSeconds;
        this.listener = listener;
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
        long patience = api.timeout().toMillis();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        answered.orTimeout(patience, TimeUnit.MILLISECONDS).exceptionally(late -> giveUp());
        begun.whenComplete((answer, failure) -> answered.complete(null));
        deadline.orTimeout(
                        patience + TimeUnit.SECONDS.toMillis(timeoutSeconds) + GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> giveUp());
        begun.whenComplete(this::begun);
    }

    /** Whether it has lasted as long as the server was asked to keep it open. */
    boolean lasted() {
        long nanos = System.nanoTime() - beganNanos;
        return beganNanos != 0 && nanos >= TimeUnit.SECONDS.toNanos(timeoutSeconds) * 9 / 10;
    }

    /** Gives it up; the listener may still hear its end, which it can tell from the next stream's. */
    void cancel() {
        deadline.complete(null);
        response.cancel(true);
        response.thenAccept(begun -> begun.body().cancel());
    }

    private Void giveUp() {
        response.completeExceptionally(new TimeoutException("the API server kept silent"));
        cancel();
        return null;
    }

    private void begun(HttpResponse<AsyncBody> answer, Throwable failure) {
        if (failure != null) {
            deadline.complete(null);
            listener.broke(this, failure);
            return;
        }
        beganNanos = System.nanoTime();
        isFailure = !answer.isSuccessful();
        answer.body().done().whenComplete((ended, broken) -> {
            deadline.complete(null);
            if (isFailure) {
                listener.refused(this, Answer.of(answer, line.toByteArray()));
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
