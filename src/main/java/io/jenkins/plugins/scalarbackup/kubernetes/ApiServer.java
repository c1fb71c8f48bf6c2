package io.jenkins.plugins.scalarbackup.kubernetes;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Sends requests to one API server, by one HTTP client that is created at the first request. Every request ends within
 * a deadline, even if the server hangs. Reads are retried a few times after 429, 5xx and broken connections; nothing
 * else is ever sent twice. The methods block, so they must be called on threads that may block.
 */
final class ApiServer implements AutoCloseable {
    /** Margin beyond the HTTP client's own timeout, in case that does not end a request. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int READ_RETRIES = 3;
    private static final Duration READ_BUDGET = ProtocolTimes.API_READ_RETRY;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(5);

    private static final RetryPolicy<ApiResponse> READS = RetryPolicy.<ApiResponse>builder()
            .handle(IOException.class)
            .handleResultIf(ApiResponse::isTransient)
            .abortOn(SSLException.class)
            .abortIf(response -> response != null && response.retryAfter().compareTo(LONGEST_RETRY_AFTER) > 0)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
            .withDelayFn(attempt -> {
                ApiResponse response = attempt.getLastResult();
                // A negative delay tells Failsafe to use the backoff.
                return response == null || response.retryAfter().isZero()
                        ? Duration.ofNanos(-1)
                        : response.retryAfter();
            })
            .withMaxRetries(READ_RETRIES)
            .withMaxDuration(READ_BUDGET)
            .build();

    /** Minimum time between a search in which all credentials were refused and the next one. */
    private static final Duration BETWEEN_OTHERS = Duration.ofSeconds(5);

    private final Executor blockingCalls;
    private final Duration timeout;
    private final EndpointPolicy policy;
    private final OtherCredentials others;
    private final Object searchLock = new Object();

    private volatile ClusterAccess access;
    private KubernetesClient kubernetes;
    private HttpClient http;
    /** Clients with refused credentials, in which requests may still be under way. */
    private final List<AutoCloseable> former = new ArrayList<>();

    private boolean closed;
    private long lastSearchNanos = System.nanoTime() - BETWEEN_OTHERS.toNanos();

    /** @param timeout the time limit to connect, and for a whole response */
    ApiServer(ClusterAccess access, Executor blockingCalls, Duration timeout) {
        this(access, blockingCalls, timeout, null, OtherCredentials.NONE);
    }

    /** @param others the credentials to try if the API server refuses the first */
    ApiServer(
            ClusterAccess access,
            Executor blockingCalls,
            Duration timeout,
            EndpointPolicy policy,
            OtherCredentials others) {
        this.access = access;
        this.policy = policy;
        this.others = others;
        this.blockingCalls = blockingCalls;
        this.timeout = timeout;
    }

    /** Uses an existing HTTP client. */
    ApiServer(ClusterAccess access, HttpClient http, Executor blockingCalls, Duration timeout) {
        this(access, blockingCalls, timeout, null, OtherCredentials.NONE);
        this.http = http;
    }

    Duration timeout() {
        return timeout;
    }

    ClusterAccess access() {
        return access;
    }

    ApiFailures failures() {
        return new ApiFailures(access);
    }

    /** Sends a read and returns its result; retries if that may help. */
    <T> T read(ApiCall call, Class<T> type) throws ClusterException {
        ApiResponse response;
        try {
            response = Failsafe.with(READS).get(() -> exchange(call));
        } catch (FailsafeException e) {
            throw unanswered(call, e.getCause());
        }
        return decode(call, response, type);
    }

    /** Returns all objects of a list, in pages of one consistent version. */
    <T extends HasMetadata, L extends KubernetesResourceList<T>> PagedList<T> list(ApiCall call, Class<L> type)
            throws ClusterException {
        return PagedList.read(this, call, type);
    }

    /** Sends a change, once, and returns its result. */
    <T> T write(ApiCall call, Class<T> type) throws ClusterException {
        return decode(call, sendOnce(call), type);
    }

    /** Sends a request once and returns its response, successful or not. */
    ApiResponse sendOnce(ApiCall call) throws ClusterException {
        try {
            return exchange(call);
        } catch (IOException | InterruptedException e) {
            throw unanswered(call, e);
        }
    }

    /**
     * Sends a request. If the credential is refused, it may have been rotated: then the response to another one counts.
     */
    private ApiResponse exchange(ApiCall call) throws IOException, InterruptedException {
        ClusterAccess used = access;
        ApiResponse response = exchange(call, http());
        if (!response.isDenied()) {
            return response;
        }
        synchronized (searchLock) {
            if (access != used) {
                // Another request was refused before and has found a valid credential.
                return exchange(call, http());
            }
            return exchangeWithOthers(call, response);
        }
    }

    private ApiResponse exchangeWithOthers(ApiCall call, ApiResponse refusal) throws IOException, InterruptedException {
        if (System.nanoTime() - lastSearchNanos < BETWEEN_OTHERS.toNanos()) {
            return refusal;
        }
        List<ClusterAccess> tried = new ArrayList<>(List.of(access));
        for (Supplier<ClusterCredentials> each : others.others()) {
            ClusterAccess other = OtherCredentials.access(each, access.server(), policy);
            if (other == null || tried.contains(other)) {
                continue;
            }
            tried.add(other);
            HttpClient client = new ApiClientFactory(other, timeout).build();
            ApiResponse response;
            try {
                response = exchange(call, client);
            } catch (IOException | InterruptedException | RuntimeException failure) {
                client.close();
                throw failure;
            }
            if (!response.isDenied()) {
                use(other, client);
                return response;
            }
            client.close();
        }
        lastSearchNanos = System.nanoTime();
        return refusal;
    }

    private synchronized void use(ClusterAccess other, HttpClient client) throws IOException {
        if (closed) {
            client.close();
            throw new IOException("the connection to this cluster was closed by this build");
        }
        if (kubernetes != null) {
            former.add(kubernetes);
        }
        if (http != null) {
            former.add(http);
        }
        access = other;
        http = client;
        kubernetes = null;
    }

    private ApiResponse exchange(ApiCall call, HttpClient client) throws IOException, InterruptedException {
        CompletableFuture<ApiResponse> response = HttpExchange.send(client, call, access.server(), timeout);
        try {
            return response.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            response.cancel(true);
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
        return failures().unanswered(call, failure);
    }

    private <T> T decode(ApiCall call, ApiResponse response, Class<T> type) throws ClusterException {
        if (!response.isSuccess()) {
            throw failures().answered(call, response);
        }
        try {
            return KubernetesJson.read(response.body(), type);
        } catch (IOException e) {
            throw failures().unreadable(call, e);
        }
    }

    /** Returns the HTTP client for the current credential. */
    synchronized HttpClient http() throws IOException {
        if (closed) {
            throw new IOException("the connection to this cluster was closed by this build");
        }
        if (http == null) {
            http = new ApiClientFactory(access, timeout).build();
        }
        return http;
    }

    /** Returns fabric8's client over the same connections, for port-forwards. */
    synchronized KubernetesClient kubernetes() throws IOException {
        if (kubernetes == null) {
            // Not with its builder, which loads the implementation with the thread's current class loader.
            kubernetes = new KubernetesClientImpl(
                    http(),
                    new ApiClientFactory(access, timeout).config(),
                    () -> blockingCalls,
                    KubernetesJson.SERIALIZATION);
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
        for (AutoCloseable client : former) {
            try {
                client.close();
            } catch (Exception closedBefore) {
                // Nothing uses it any more.
                continue;
            }
        }
        former.clear();
    }
}
