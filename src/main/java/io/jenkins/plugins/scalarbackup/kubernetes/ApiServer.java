package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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
    private static final Duration READ_BUDGET = ProtocolTimes.API_READ_AGAIN;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(5);

    private static final RetryPolicy<ApiResponse> READS = RetryPolicy.<ApiResponse>builder()
            .handle(IOException.class)
            .handleResultIf(ApiResponse::isPassing)
            .abortOn(SSLException.class)
            .abortIf(answer -> answer != null && answer.retryAfter().compareTo(LONGEST_RETRY_AFTER) > 0)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
            .withDelayFn(attempt -> {
                ApiResponse answer = attempt.getLastResult();
                // a negative delay is Failsafe's word for the backoff
                return answer == null || answer.retryAfter().isZero() ? Duration.ofNanos(-1) : answer.retryAfter();
            })
            .withMaxRetries(READ_RETRIES)
            .withMaxDuration(READ_BUDGET)
            .build();

    /** One for all: what a mapper learns of Kubernetes' classes takes some 2 MB, and the time to learn it. */
    private static final ObjectMapper JSON = tolerant();

    private static final ObjectWriter CANONICAL =
            new ObjectMapper().writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(JSON, false);

    /** How soon others are looked for again after all were refused. */
    private static final Duration BETWEEN_OTHERS = Duration.ofSeconds(5);

    /** More than one page has hardly any namespace; a list without end is not read to its end. */
    private static final int PAGE = 500;

    private static final int MOST_PAGES = 200;

    private final Executor blockingCalls;
    private final Duration timeout;
    private final EndpointPolicy policy;
    private final OtherCredentials others;
    private final Object looking = new Object();

    private volatile ClusterAccess access;
    private KubernetesClient kubernetes;
    private HttpClient http;
    /** Of credentials that were refused: what was begun with them goes on. */
    private final List<AutoCloseable> former = new ArrayList<>();

    private boolean closed;
    private long looked = System.nanoTime() - BETWEEN_OTHERS.toNanos();

    /**
     * @param timeout for the connection, and for a whole answer
     */
    ApiServer(ClusterAccess access, Executor blockingCalls, Duration timeout) {
        this(access, blockingCalls, timeout, null, OtherCredentials.NONE);
    }

    /**
     * @param others what to try where the API server refuses the credential
     */
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

    /** With a client that is there already. */
    ApiServer(ClusterAccess access, HttpClient http, Executor blockingCalls, Duration timeout) {
        this(access, blockingCalls, timeout, null, OtherCredentials.NONE);
        this.http = http;
    }

    /** A list that is empty is said to be null by some servers, and any map and entry may be. */
    private static ObjectMapper tolerant() {
        ObjectMapper mapper = new ObjectMapper();
        JsonSetter.Value nulls = JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.SKIP);
        mapper.configOverride(List.class).setSetterInfo(nulls);
        mapper.configOverride(Map.class).setSetterInfo(nulls);
        for (Class<?> list : List.of(PodList.class, ServiceList.class, EndpointSliceList.class, DeploymentList.class)) {
            mapper.addMixIn(list, WholeItems.class);
        }
        return mapper;
    }

    /** What is null among the objects of a list may have been a pod that serves. */
    private abstract static class WholeItems {
        @JsonSetter(contentNulls = Nulls.FAIL)
        List<Object> items;
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

    ObjectMapper json() {
        return JSON;
    }

    /** What a read answers; asked again where that can help. */
    <T> T read(ApiCall call, Class<T> type) throws ClusterException {
        ApiResponse answer;
        try {
            answer = Failsafe.with(READS).get(() -> exchanged(call));
        } catch (FailsafeException e) {
            throw unanswered(call, e.getCause());
        }
        return understood(call, answer, type);
    }

    /**
     * All objects of a list, in pages of one moment.
     *
     * @param items the objects, each with a name and a UID
     * @param resourceVersion the list's; a watch from it misses nothing
     */
    record Listed<T>(List<T> items, String resourceVersion) {}

    /** Reads a list page by page; where its moment was forgotten before the last page, once more from the beginning. */
    <T extends HasMetadata, L extends KubernetesResourceList<T>> Listed<T> list(ApiCall call, Class<L> type)
            throws ClusterException {
        try {
            return pages(call, type);
        } catch (ClusterException e) {
            if (e.kind() == Kind.INVALID && e.getCause() == null) {
                return pages(call, type);
            }
            throw e;
        }
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> Listed<T> pages(ApiCall call, Class<L> type)
            throws ClusterException {
        List<T> items = new ArrayList<>();
        String version = null;
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            L list = read(call.page(PAGE, next), type);
            ListMeta meta = list.getMetadata();
            if (meta == null || meta.getResourceVersion() == null) {
                throw failures().unreadable(call, new IOException("a list without resourceVersion"));
            }
            version = version == null ? meta.getResourceVersion() : version;
            items.addAll(list.getItems());
            next = meta.getContinue();
            if (next == null || next.isEmpty()) {
                return new Listed<>(List.copyOf(items), version);
            }
        }
        throw failures().unreadable(call, new IOException("a list of more than " + MOST_PAGES + " pages"));
    }

    /** What a change answers; sent once. */
    <T> T write(ApiCall call, Class<T> type) throws ClusterException {
        return understood(call, once(call), type);
    }

    /** An answer, whatever its code; asked once. */
    ApiResponse once(ApiCall call) throws ClusterException {
        try {
            return exchanged(call);
        } catch (IOException | InterruptedException e) {
            throw unanswered(call, e);
        }
    }

    /** A credential that is refused may have been rotated: then the answer to the one that is good counts. */
    private ApiResponse exchanged(ApiCall call) throws IOException, InterruptedException {
        ClusterAccess used = access;
        ApiResponse answer = exchanged(call, http());
        if (!isRefusal(answer)) {
            return answer;
        }
        synchronized (looking) {
            if (access != used) {
                // Another request was refused before, and found one that is good.
                return exchanged(call, http());
            }
            return exchangedWithOthers(call, answer);
        }
    }

    private static boolean isRefusal(ApiResponse answer) {
        return answer.code() == 401 || answer.code() == 403;
    }

    private ApiResponse exchangedWithOthers(ApiCall call, ApiResponse refusal)
            throws IOException, InterruptedException {
        if (System.nanoTime() - looked < BETWEEN_OTHERS.toNanos()) {
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
            ApiResponse answer;
            try {
                answer = exchanged(call, client);
            } catch (IOException | InterruptedException | RuntimeException failure) {
                client.close();
                throw failure;
            }
            if (!isRefusal(answer)) {
                use(other, client);
                return answer;
            }
            client.close();
        }
        looked = System.nanoTime();
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

    private ApiResponse exchanged(ApiCall call, HttpClient client) throws IOException, InterruptedException {
        CompletableFuture<ApiResponse> answer = HttpExchange.send(client, call, access.server(), JSON, timeout);
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
        return failures().unanswered(call, failure);
    }

    private <T> T understood(ApiCall call, ApiResponse answer, Class<T> type) throws ClusterException {
        if (!answer.isSuccess()) {
            throw failures().answered(call, answer);
        }
        try {
            T value = JSON.readValue(answer.body(), type);
            if (value == null || value instanceof JsonNode node && !node.isObject()) {
                throw new IOException("no object");
            }
            return whole(value);
        } catch (IOException e) {
            throw failures().unreadable(call, e);
        }
    }

    /** What tells a part of an object from another, whatever the order in which its fields came. */
    String digest(Object part) {
        try {
            byte[] canonical = CANONICAL.writeValueAsBytes(JSON.convertValue(part, Map.class));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical), 0, 16);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object of a watch's event. */
    <T> T object(JsonNode node, Class<T> type) throws IOException {
        return whole(JSON.treeToValue(node, type));
    }

    /** Refuses what nobody could tell from another: every object of a Kubernetes API has a name and a UID. */
    private static <T> T whole(T value) throws IOException {
        List<?> objects = value instanceof KubernetesResourceList<?> list ? list.getItems() : List.of(value);
        for (Object object : objects) {
            if (object instanceof HasMetadata one
                    && (one.getMetadata() == null
                            || one.getMetadata().getName() == null
                            || one.getMetadata().getUid() == null)) {
                throw new IOException("an object without name or UID");
            }
        }
        return value;
    }

    /** The client for streams. */
    synchronized HttpClient http() throws IOException {
        if (closed) {
            throw new IOException("the connection to this cluster was closed by this build");
        }
        if (http == null) {
            http = new ApiClientFactory(access, timeout).build();
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
        for (AutoCloseable client : former) {
            try {
                client.close();
            } catch (Exception closedBefore) {
                // Nothing depends on it any more.
                continue;
            }
        }
        former.clear();
    }
}
