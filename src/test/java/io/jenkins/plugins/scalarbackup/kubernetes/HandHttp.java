package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An API server that a test controls: it answers watches when told to, and lists at once. */
final class HandHttp implements HttpClient {
    /** All watches that were requested, the newest last. */
    final List<Exchange> watches = new ArrayList<>();
    /** The URLs of all other requests. */
    final List<String> others = new ArrayList<>();

    /** A request. */
    static final class Exchange implements AsyncBody {
        final String url;
        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        final CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();
        int consumed;
        boolean cancelled;

        Exchange(String url, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            this.url = url;
            this.consumer = consumer;
        }

        /** Sends the header of the response. */
        void answers(int code, Map<String, String> headers) {
            response.complete(new Response(code, headers, this));
        }

        /** Sends parts of the body, as they are split on the way. */
        void sends(String... pieces) throws Exception {
            List<ByteBuffer> buffers = new ArrayList<>();
            for (String piece : pieces) {
                buffers.add(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
            }
            consumer.consume(buffers, this);
        }

        @Override
        public void consume() {
            consumed++;
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            cancelled = true;
            // Like fabric8's client.
            done.cancel(false);
        }
    }

    private record Response(int code, Map<String, String> sent, AsyncBody body) implements HttpResponse<AsyncBody> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<?>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public List<String> headers(String key) {
            return sent.containsKey(key) ? List.of(sent.get(key)) : List.of();
        }

        @Override
        public Map<String, List<String>> headers() {
            throw new UnsupportedOperationException();
        }
    }

    Exchange latest() {
        return watches.get(watches.size() - 1);
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
            HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        String url = request.uri().toString();
        Exchange exchange = new Exchange(url, consumer);
        if (url.contains("watch=true")) {
            watches.add(exchange);
        } else {
            others.add(url);
            exchange.done.complete(null);
            exchange.answers(200, Map.of());
        }
        return exchange.response;
    }

    @Override
    public HttpRequest.Builder newHttpRequestBuilder() {
        return new StandardHttpRequest.Builder();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DerivedClientBuilder newBuilder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
