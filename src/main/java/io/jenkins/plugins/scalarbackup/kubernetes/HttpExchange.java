package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A request and its whole response. */
final class HttpExchange {
    /** More than any list of pods has; a server that sends more must not fill the controller's memory. */
    static final int MAX_ANSWER_BYTES = 32 << 20;

    private final CompletableFuture<ApiResponse> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private HttpExchange() {}

    /** Sends a request; cancelling the result abandons the request. */
    static CompletableFuture<ApiResponse> send(HttpClient http, ApiCall call, String server, Duration timeout)
            throws JsonProcessingException {
        HttpRequest.Builder request = request(http, call, server).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (call.body() != null) {
            request.method(call.method(), "application/json", KubernetesJson.MAPPER.writeValueAsString(call.body()));
        }
        HttpExchange exchange = new HttpExchange();
        CompletableFuture<HttpResponse<AsyncBody>> response = http.consumeBytes(request.build(), (buffers, body) -> {
            for (ByteBuffer buffer : buffers) {
                exchange.take(buffer);
            }
            body.consume();
        });
        response.whenComplete(exchange::begun);
        exchange.answer.whenComplete((answer, failure) -> {
            if (exchange.answer.isCancelled()) {
                response.cancel(true);
                response.thenAccept(begun -> begun.body().cancel());
            }
        });
        return exchange.answer;
    }

    static HttpRequest.Builder request(HttpClient http, ApiCall call, String server) {
        return http.newHttpRequestBuilder().uri(URI.create(call.url(server))).header("Accept", call.accepts());
    }

    private void take(ByteBuffer buffer) throws IOException {
        if (body.size() + buffer.remaining() > MAX_ANSWER_BYTES) {
            throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        body.writeBytes(bytes);
    }

    private void begun(HttpResponse<AsyncBody> response, Throwable failure) {
        if (failure != null) {
            answer.completeExceptionally(failure);
            return;
        }
        response.body().done().whenComplete((ended, broken) -> {
            if (broken != null) {
                answer.completeExceptionally(broken);
            } else {
                answer.complete(ApiResponse.of(response, body.toByteArray()));
            }
        });
        response.body().consume();
    }
}
