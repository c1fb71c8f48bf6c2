package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.scalarbackup.backup.ClusterException;
import io.jenkins.plugins.scalarbackup.backup.ClusterException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One API server, by one HTTP client that is made at the first request. Every request ends within a deadline, whatever
 * the server does. Reads are asked again a few times after 429, 5xx and broken connections; nothing else is ever sent
 * twice. The methods block, so they are called from threads that may.
 */
final class ApiServer implements AutoCloseable {
    /** For what the client's own deadline misses. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int READ_RETRIES = 3;
    private static final Duration READ_BUDGET = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(5);

    private static final RetryPolicy<Answer> READS = RetryPolicy.<Answer>builder()
            .handle(IOException.class)
            .handleResultIf(Answer::isPassing)
            .abortOn(SSLException.class)
            .abortIf(answer -> answer != null && answer.retryAfter().compareTo(LONGEST_RETRY_AFTER) > 0)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
            .withDelayFn(attempt -> {
                Answer answer = attempt.getLastResult();
                // a negative delay is Failsafe's word for the backoff
                return answer == null || answer.retryAfter().isZero() ? Duration.ofNanos(-1) : answer.retryAfter();
            })
            .withMaxRetries(READ_RETRIES)
            .withMaxDuration(READ_BUDGET)
            .build();

    /** One for all: what a mapper learns of Kubernetes' classes takes some 2 MB, and the time to learn it. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(JSON, false);

    private final ClusterAccess access;
    private final ApiFailures failures;
    private final Executor blockingCalls;
    private final Duration timeout;

    private KubernetesClient kubernetes;
    private HttpClient http;
    private boolean closed;

    /**
     * @param timeout for the connection, and for a whole answer
     */
    ApiServer(ClusterAccess access, Executor blockingCalls, Duration timeout) {
        this.access = access;
        this.failures = new ApiFailures(access);
        this.blockingCalls = blockingCalls;
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    ClusterAccess access() {
        return access;
    }

    ApiFailures failures() {
        return failures;
    }

    ObjectMapper json() {
        return JSON;
    }

    /** What a read answers; asked again where that can help. */
    <T> T read(ApiCall call, Class<T> type) throws ClusterException {
        Answer answer;
        try {
            answer = Failsafe.with(READS).get(() -> exchanged(call));
        } catch (FailsafeException e) {
            throw unanswered(call, e.getCause());
        }
        return understood(call, answer, type);
    }

    /** What a change answers; sent once. */
    <T> T write(ApiCall call, Class<T> type) throws ClusterException {
        return understood(call, once(call), type);
    }

    /** An answer, whatever its code; asked once. */
    Answer once(ApiCall call) throws ClusterException {
        try {
            return exchanged(call);
        } catch (IOException | InterruptedException e) {
            throw unanswered(call, e);
        }
    }

    private Answer exchanged(ApiCall call) throws IOException, InterruptedException {
        CompletableFuture<Answer> answer = HttpExchange.send(http(), call, access.server(), JSON, timeout);
        try {
            return answer.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private ClusterException unanswered(ApiCall call, Throwable failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new ClusterException(
                    Kind.UNAVAILABLE,
                    "The request to the API server " + access.server() + " (" + call.named() + ") was interrupted.",
                    failure);
        }
        return failures.unanswered(call, failure);
    }

    private <T> T understood(ApiCall call, Answer answer, Class<T> type) throws ClusterException {
        if (!answer.isSuccess()) {
            throw failures.answered(call, answer);
        }
        try {
            T value = JSON.readValue(answer.body(), type);
            if (value == null || value instanceof JsonNode node && !node.isObject()) {
                throw new IOException("no object");
            }
            return value;
        } catch (IOException e) {
            throw failures.unreadable(call, e);
        }
    }

    /** The client for streams. */
    synchronized HttpClient http() throws IOException {
        if (closed) {
            throw new IOException("the connection to this cluster was closed by this build");
        }
        if (http == null) {
            ApiClientFactory factory = new ApiClientFactory(access, timeout);
            HttpClient.Builder builder = factory.newBuilder(factory.config());
            http = builder.build();
        }
        return http;
    }

    /** fabric8's client over the same connections, for port-forwards. */
    synchronized KubernetesClient kubernetes() throws IOException {
        if (kubernetes == null) {
            // made by hand: its builder takes the implementation from whatever class loader the thread happens to have
            kubernetes = new KubernetesClientImpl(
                    http(), new ApiClientFactory(access, timeout).config(), () -> blockingCalls, SERIALIZATION);
        }
        return kubernetes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (kubernetes != null) {
            kubernetes.close();
        }
        if (http != null) {
            http.close();
        }
    }
}
