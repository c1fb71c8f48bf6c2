package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WatchProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A watch made of one request after the other, each from the last resource version that was seen, so that nothing falls
 * between two. fabric8's own watch is not used: it tells neither when a request ended in good order nor from where the
 * next one starts.
 *
 * <p>Every request is bounded ({@code timeoutSeconds}) and asks for bookmarks. The API server sends one shortly before it
 * ends such a request, so a short one tells soon how far the watch has come.
 */
final class KubernetesPodWatch implements PodWatch, WatchStream.Listener {
    /** How long one request lasts: a connection that died unnoticed is replaced after this and a little. */
    private static final int USUAL_SECONDS = 30;
    /**
     * How long when somebody waits, one after the other, the last again and again: long enough for the bookmark that comes
     * two seconds before the end. Up to Kubernetes 1.30 it may take a pod that changes before that, while the request
     * stands, so a server that told nothing soon is listened to for longer.
     */
    private static final int[] SHORT_SECONDS = {3, 3, 3, 5, 8, 13};

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private static final String SILENCE =
            " Up to Kubernetes 1.30 it depends on etcd's option --watch-progress-notify-interval how soon a watch tells"
                    + " anything while no pod changes: set it to 5s, as kubeadm does.";

    private static final Logger LOGGER = Logger.getLogger(KubernetesPodWatch.class.getName());

    private record Waiter(String version, CompletableFuture<Void> reached) {}

    private final ApiServer api;
    private final ResolvedTarget target;
    private final Listener listener;
    private final Executor executor;
    private final Consumer<KubernetesPodWatch> onClose;
    private final WatchClock clock;

    private final List<Waiter> waiters = new ArrayList<>();
    private WatchStream current;
    private int currentNumber;
    private CompletableFuture<Void> pause = CompletableFuture.completedFuture(null);

    private final WatchProgress progress;
    private volatile String version;
    private int failures;
    /** Whether the last request but those that were refused was let in. */
    private boolean admitted;
    /** Since when requests are refused of which the like was let in before; null while none is. */
    private Long refusedSince;

    private int shortOnes;
    private String trouble;
    private String lost;
    private boolean closed;

    KubernetesPodWatch(
            ApiServer api,
            ResolvedTarget target,
            String version,
            Listener listener,
            Executor executor,
            Consumer<KubernetesPodWatch> onClose) {
        this(api, target, version, listener, executor, onClose, WatchClock.SYSTEM);
    }

    KubernetesPodWatch(
            ApiServer api,
            ResolvedTarget target,
            String version,
            Listener listener,
            Executor executor,
            Consumer<KubernetesPodWatch> onClose,
            WatchClock clock) {
        this.api = api;
        this.target = target;
        this.version = version;
        this.progress = new WatchProgress(version);
        this.listener = listener;
        this.executor = executor;
        this.onClose = onClose;
        this.clock = clock;
    }

    /** Begins to watch; the first request is sent from another thread. */
    KubernetesPodWatch start() {
        executor.execute(this::next);
        return this;
    }

    @Override
    public synchronized CompletionStage<Void> reach(String wanted, Duration within) {
        if (progress.hasTold(wanted)) {
            return CompletableFuture.completedFuture(null);
        }
        if (closed || lost != null) {
            return CompletableFuture.failedFuture(new ClusterException(
                    Kind.UNAVAILABLE,
                    lost != null ? lost : "The watch on the pods of " + target.named() + " was closed."));
        }
        Waiter waiter = new Waiter(wanted, new CompletableFuture<>());
        waiters.add(waiter);
        CompletableFuture<Void> due = clock.after(within);
        due.thenRun(() -> waiter.reached().completeExceptionally(notReached(waiter, within)));
        waiter.reached().whenComplete((reached, failure) -> due.cancel(false));
        failures = 0;
        shortOnes = 0;
        pause.cancel(false);
        executor.execute(this::next);
        return waiter.reached().copy();
    }

    @Override
    public String resourceVersion() {
        return version;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            pause.cancel(false);
            drop();
            fail("The watch on the pods of " + target.named() + " was closed.");
        }
        onClose.accept(this);
    }

    /** The next request, from the last version that was seen. */
    private void next() {
        if (isWaitedFor()) {
            nudge();
        }
        begin();
    }

    private synchronized boolean isWaitedFor() {
        return !waiters.isEmpty() && !closed && lost == null;
    }

    /**
     * A list that is not answered from a cache: from Kubernetes 1.31 on it makes the server ask etcd how far it is, and so
     * moves the cache that watches are answered from. What it says counts for nothing, nor does it matter if it fails.
     */
    private void nudge() {
        try {
            api.once(ApiCall.listMetadata(Resource.PODS, target.namespace(), target.selector()));
        } catch (ClusterException e) {
            // the watch will tell what is wrong
        }
    }

    private synchronized void begin() {
        if (closed || lost != null) {
            return;
        }
        drop();
        int seconds =
                waiters.isEmpty() ? USUAL_SECONDS : SHORT_SECONDS[Math.min(shortOnes++, SHORT_SECONDS.length - 1)];
        current = new WatchStream(seconds, this, clock);
        currentNumber = progress.begins();
        current.open(
                api, ApiCall.watch(Resource.PODS, target.namespace(), target.selector(), version, seconds), executor);
    }

    private void drop() {
        if (current != null) {
            WatchStream dropped = current;
            current = null;
            if (dropped.wasAdmitted()) {
                admitted = true;
                refusedSince = null;
            }
            progress.ends(currentNumber);
            dropped.cancel();
        }
    }

    @Override
    public synchronized void line(WatchStream stream, byte[] line) {
        if (stream != current) {
            return;
        }
        JsonNode event;
        try {
            event = api.json().readTree(line);
            tell(event.path("type").asText(), event.path("object"));
        } catch (JsonProcessingException e) {
            // What the parser says of it is for programmers.
            LOGGER.log(Level.INFO, "An event of a watch is no pod's", e);
            lose("The watch on the pods of " + target.named() + " got an event that can't be read, from a proxy that"
                    + " changes answers, say, so what happened to the pods since is not known.");
        } catch (IOException e) {
            lose("The watch on the pods of " + target.named() + " got an event that can't be read: "
                    + ApiFailures.shortened(String.valueOf(e.getMessage())));
        }
    }

    private void tell(String type, JsonNode object) throws IOException {
        if (type.equals("ERROR")) {
            error(object);
            return;
        }
        String seen = object.path("metadata").path("resourceVersion").asText("");
        if (seen.isEmpty()) {
            throw new IOException("an event without resourceVersion");
        }
        boolean isNews =
                switch (type) {
                    case "ADDED", "MODIFIED", "DELETED" -> progress.event(currentNumber, seen);
                    case "BOOKMARK" -> progress.bookmark(currentNumber, seen);
                    default -> throw new IOException("an event of type " + type);
                };
        failures = 0;
        if (!isNews) {
            return;
        }
        switch (type) {
            case "ADDED", "MODIFIED" -> listener.seen(PodMapping.pod(api.object(object, Pod.class)));
            case "DELETED" -> listener.gone(PodMapping.pod(api.object(object, Pod.class)));
            default -> {
                // a bookmark is nothing but its version
            }
        }
        version = progress.seen();
        listener.reached(version);
        settle(waiters.stream()
                .filter(waiter -> progress.hasTold(waiter.version()))
                .toList());
    }

    /** An error inside a watch: 410 means that the history is gone; a passing one is asked again. */
    private void error(JsonNode status) {
        int code = status.path("code").asInt();
        String said = ApiFailures.shortened(status.path("message").asText("no reason given"));
        if (code == 429 || code >= 500) {
            again("the API server ended it with " + code + " (" + said + ")", Duration.ZERO);
        } else {
            lose(lostSentence(code, said));
        }
    }

    private String lostSentence(int code, String said) {
        return "The watch on the pods of " + target.named() + " can't go on from resource version " + version
                + ": the API" + " server answered " + code + " (" + said
                + "), so what happened to the pods since is not known.";
    }

    @Override
    public synchronized void ended(WatchStream stream) {
        if (stream != current) {
            return;
        }
        if (stream.lasted()) {
            failures = 0;
            executor.execute(this::next);
        } else {
            again("the API server ended it early", Duration.ZERO);
        }
    }

    @Override
    public synchronized void refused(WatchStream stream, ApiResponse answer) {
        if (stream != current) {
            return;
        }
        if (answer.isPassing()) {
            again("the API server answered " + answer.code(), answer.retryAfter());
        } else {
            ApiCall call = ApiCall.watch(Resource.PODS, target.namespace(), target.selector(), version, USUAL_SECONDS);
            String why =
                    api.failures().answered(call, answer.code(), answer.body()).getMessage();
            if (mayBeOfAServerThatStarts(answer)) {
                again(why, Duration.ZERO);
                return;
            }
            lose(answer.code() == 410 ? lostSentence(410, "the history is gone") : why);
        }
    }

    /** Whether a right is refused that was there a moment ago, and has not been refused for long. */
    private boolean mayBeOfAServerThatStarts(ApiResponse answer) {
        if (!admitted || answer.code() != 401 && answer.code() != 403) {
            return false;
        }
        long now = clock.nanoTime();
        if (refusedSince == null) {
            refusedSince = now;
        }
        return now - refusedSince < ProtocolTimes.WITHDRAWN.toNanos();
    }

    @Override
    public synchronized void broke(WatchStream stream, Throwable failure) {
        if (stream != current) {
            return;
        }
        ApiCall call = ApiCall.watch(Resource.PODS, target.namespace(), target.selector(), version, USUAL_SECONDS);
        again(api.failures().unanswered(call, failure).getMessage(), Duration.ZERO);
    }

    private void again(String why, Duration wanted) {
        trouble = why;
        shortOnes = 0;
        drop();
        long backoff = Math.min(LONGEST_BACKOFF.toMillis(), FIRST_BACKOFF.toMillis() << Math.min(failures, 8));
        failures++;
        long delay = Math.max(backoff, Math.min(wanted.toMillis(), LONGEST_BACKOFF.toMillis()));
        pause = clock.after(Duration.ofMillis(delay));
        pause.thenRunAsync(this::next, executor);
    }

    private void lose(String reason) {
        lost = reason;
        drop();
        fail(reason);
        listener.lost(reason);
    }

    private void settle(List<Waiter> reached) {
        waiters.removeAll(reached);
        reached.forEach(waiter -> executor.execute(() -> waiter.reached().complete(null)));
    }

    private void fail(String reason) {
        List<Waiter> left = List.copyOf(waiters);
        waiters.clear();
        ClusterException failure = new ClusterException(Kind.UNAVAILABLE, reason);
        left.forEach(waiter -> executor.execute(() -> waiter.reached().completeExceptionally(failure)));
    }

    private synchronized ClusterException notReached(Waiter waiter, Duration within) {
        waiters.remove(waiter);
        return new ClusterException(
                Kind.UNAVAILABLE,
                "The watch on the pods of " + target.named() + " did not reach resource version " + waiter.version()
                        + " within " + within.toSeconds() + " s; it came to " + version
                        + (trouble == null ? "." : ", last trouble: " + Sentences.of(trouble))
                        // What goes wrong explains it; where nothing does, it is the server's silence.
                        + (failures == 0 ? SILENCE : ""));
    }
}
