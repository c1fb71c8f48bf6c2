package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WatchProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A watch made of successive requests, each from the last resource version seen, so that no event is lost between two.
 * fabric8's own watch is not used: it reports neither whether a request ended normally nor from where the next one
 * starts.
 *
 * <p>Every request is bounded ({@code timeoutSeconds}) and asks for bookmarks. The API server sends one shortly before
 * the end of such a request, so a short request soon shows how far the watch has come.
 */
final class KubernetesPodWatch implements PodWatch, WatchStream.Listener {
    private static final String SILENCE =
            " Up to Kubernetes 1.30 it depends on etcd's option --watch-progress-notify-interval how soon a watch tells"
                    + " anything while no pod changes: set it to 5s, as kubeadm does.";

    private static final Logger LOGGER = Logger.getLogger(KubernetesPodWatch.class.getName());

    private final ApiServer api;
    private final ResolvedTarget target;
    private final Listener listener;
    private final Executor executor;
    private final Consumer<KubernetesPodWatch> onClose;
    private final WatchClock clock;

    private final WatchWaiters waiters;
    private final WatchSchedule schedule;
    private WatchStream current;
    private int currentNumber;
    private CompletableFuture<Void> pause = CompletableFuture.completedFuture(null);

    private final WatchProgress progress;
    private volatile String version;
    private String failure;
    private String lost;
    private boolean closed;

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
        this.waiters = new WatchWaiters(executor, clock);
        this.schedule = new WatchSchedule(clock);
    }

    /** Begins to watch; the first request is sent on another thread. */
    KubernetesPodWatch start() {
        executor.execute(this::sendNext);
        return this;
    }

    @Override
    public synchronized CompletionStage<Void> reach(String wanted, Duration within) {
        if (progress.hasReported(wanted)) {
            return CompletableFuture.completedFuture(null);
        }
        if (closed || lost != null) {
            return CompletableFuture.failedFuture(
                    new ClusterException(Kind.UNAVAILABLE, lost != null ? lost : closedSentence()));
        }
        CompletionStage<Void> reached = waiters.add(wanted, within, target.named(), this::soFar);
        schedule.restart();
        pause.cancel(false);
        executor.execute(this::sendNext);
        return reached;
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
            waiters.fail(closedSentence());
        }
        onClose.accept(this);
    }

    private String closedSentence() {
        return "The watch on the pods of " + target.named() + " was closed.";
    }

    /** Sends the next request, from the last version seen. */
    private void sendNext() {
        if (isWaitedFor()) {
            requestProgress();
        }
        begin();
    }

    private synchronized boolean isWaitedFor() {
        return !waiters.isEmpty() && !closed && lost == null;
    }

    /**
     * Sends a list that is not answered from a cache. From Kubernetes 1.31 on, the server then asks etcd for its
     * progress, which advances the cache that watches are answered from. Neither the result nor a failure matters.
     */
    private void requestProgress() {
        try {
            api.sendOnce(ApiCall.listMetadata(Resource.PODS, target.namespace(), target.selector()));
        } catch (ClusterException e) {
            // The watch will report what is wrong.
        }
    }

    private synchronized void begin() {
        if (closed || lost != null) {
            return;
        }
        drop();
        int seconds = schedule.seconds(!waiters.isEmpty());
        current = new WatchStream(seconds, this, clock);
        currentNumber = progress.beginStream();
        current.open(api, call(seconds), executor);
    }

    private ApiCall call(int seconds) {
        return ApiCall.watch(Resource.PODS, target.namespace(), target.selector(), version, seconds);
    }

    private void drop() {
        if (current != null) {
            WatchStream dropped = current;
            current = null;
            if (dropped.wasAdmitted()) {
                schedule.noteAdmitted();
            }
            progress.endStream(currentNumber);
            dropped.cancel();
        }
    }

    @Override
    public synchronized void line(WatchStream stream, byte[] line) {
        if (stream != current) {
            return;
        }
        try {
            report(WatchEvent.read(line));
        } catch (JsonProcessingException e) {
            // The parser's message is for programmers.
            LOGGER.log(Level.INFO, "An event of a watch is no pod's", e);
            lose("The watch on the pods of " + target.named() + " got an event that can't be read, perhaps because a"
                    + " proxy changes answers, so what happened to the pods since then is not known.");
        } catch (IOException e) {
            lose("The watch on the pods of " + target.named() + " got an event that can't be read: "
                    + ApiFailures.shortened(String.valueOf(e.getMessage())));
        }
    }

    private void report(WatchEvent event) throws IOException {
        if (event.type() == WatchEvent.Type.ERROR) {
            error(event);
            return;
        }
        String seen = event.resourceVersion();
        boolean isNew = event.type() == WatchEvent.Type.BOOKMARK
                ? progress.noteBookmark(currentNumber, seen)
                : progress.noteEvent(currentNumber, seen);
        schedule.noteSuccess();
        if (!isNew) {
            return;
        }
        switch (event.type()) {
            case ADDED, MODIFIED -> listener.seen(PodMapping.pod(event.pod()));
            case DELETED -> listener.gone(PodMapping.pod(event.pod()));
            default -> {
                // A bookmark has nothing but its version.
            }
        }
        version = progress.seen();
        listener.reached(version);
        waiters.settle(progress::hasReported);
    }

    /**
     * Handles an error inside a watch: a temporary one is retried, others such as 410 (the history is gone) end the
     * watch.
     */
    private void error(WatchEvent event) {
        int code = event.code();
        String message = event.message();
        if (code == 429 || code >= 500) {
            retry("the API server ended it with " + code + " (" + message + ")", Duration.ZERO);
        } else {
            lose(lostSentence(code, message));
        }
    }

    private String lostSentence(int code, String message) {
        return "The watch on the pods of " + target.named() + " can't go on from resource version " + version
                + ": the API" + " server answered " + code + " (" + message
                + "), so what happened to the pods since is not known.";
    }

    @Override
    public synchronized void ended(WatchStream stream) {
        if (stream != current) {
            return;
        }
        if (stream.lasted()) {
            schedule.noteSuccess();
            executor.execute(this::sendNext);
        } else {
            retry("the API server ended it early", Duration.ZERO);
        }
    }

    @Override
    public synchronized void refused(WatchStream stream, ApiResponse response) {
        if (stream != current) {
            return;
        }
        if (response.isTransient()) {
            retry("the API server answered " + response.code(), response.retryAfter());
        } else {
            String why = api.failures()
                    .answered(call(WatchSchedule.USUAL_SECONDS), response.code(), response.body())
                    .getMessage();
            if (schedule.mayPass(response)) {
                retry(why, Duration.ZERO);
                return;
            }
            lose(response.code() == 410 ? lostSentence(410, "the history is gone") : why);
        }
    }

    @Override
    public synchronized void broke(WatchStream stream, Throwable failure) {
        if (stream != current) {
            return;
        }
        retry(
                api.failures()
                        .unanswered(call(WatchSchedule.USUAL_SECONDS), failure)
                        .getMessage(),
                Duration.ZERO);
    }

    private void retry(String why, Duration wanted) {
        failure = why;
        drop();
        pause = clock.after(schedule.next(wanted));
        pause.thenRunAsync(this::sendNext, executor);
    }

    private void lose(String reason) {
        lost = reason;
        drop();
        waiters.fail(reason);
        listener.lost(reason);
    }

    private synchronized String soFar() {
        return "it came to " + version
                + (failure == null ? "." : ", last trouble: " + Sentences.of(failure))
                // An error explains the delay; without one, the server has reported nothing.
                + (schedule.hasFailed() ? "" : SILENCE);
    }
}
