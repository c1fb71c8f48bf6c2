package io.jenkins.plugins.scalarbackup.demo.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All running watches. Everything happens with the store locked, so that each watch gets every change after the version
 * it started from exactly once and in order, and a bookmark never overtakes a change.
 */
public final class Watches {

    private final ObjectStore store;
    private final Set<Watch> running = new LinkedHashSet<>();
    private ScheduledFuture<?> bookmarks;
    private boolean held;
    private boolean goneAsStatus;

    Watches(ObjectStore store) {
        this.store = store;
        store.onEvent(event -> List.copyOf(running).forEach(watch -> watch.offer(event)));
    }

    /** Sends a bookmark with the current version to every watch that allows bookmarks. */
    public void sendBookmarks() {
        each(Watch::bookmark);
    }

    /** Closes the connection of every watch in the middle of the stream. */
    public void cut() {
        each(watch -> watch.stream.cut());
    }

    /** Ends every watch with an ERROR event 410, as the API server does when it lost its place. */
    public void expire() {
        each(watch -> watch.fail(ApiFailure.expired(store.version() - 1, store.version())));
    }

    /** Ends every watch in the orderly way, as the API server does after some minutes. */
    public void end() {
        each(Watch::end);
    }

    /** From now on the watches lag behind: changes and bookmarks are kept back until {@link #release}. */
    public void hold() {
        store.locked(() -> held = true);
    }

    /** Delivers what {@link #hold} kept back. */
    public void release() {
        store.locked(() -> {
            held = false;
            running.forEach(Watch::flush);
            return null;
        });
    }

    /**
     * How a watch from a version that is no longer known is refused.
     *
     * @param status true: HTTP status 410; false (the default, and what the API server does today): status 200 and an
     *     ERROR event with 410 in it
     */
    public void answerGoneAsHttpStatus(boolean status) {
        store.locked(() -> goneAsStatus = status);
    }

    /** How many watches are running. */
    public int running() {
        return store.locked(running::size);
    }

    void bookmarkEvery(Duration interval, EventLoopGroup loops) {
        store.locked(() -> {
            if (bookmarks != null) {
                bookmarks.cancel(false);
                bookmarks = null;
            }
            if (!interval.isZero()) {
                long nanos = interval.toNanos();
                bookmarks = loops.scheduleAtFixedRate(this::sendBookmarks, nanos, nanos, TimeUnit.NANOSECONDS);
            }
            return null;
        });
    }

    private void each(Consumer<Watch> action) {
        store.locked(() -> {
            List.copyOf(running).forEach(action);
            return null;
        });
    }

    /**
     * Checks a watch before its answer begins.
     *
     * @throws ApiFailure 400 for bad parameters; 410 if that is to be an HTTP status
     */
    Watch prepare(ApiCall call) {
        ResourceType type = call.type().orElseThrow(ApiFailure::noSuchPath);
        Predicate<JsonNode> selector = ResourceApi.selector(call);
        if (!call.name().isEmpty()) {
            selector = selector.and(Selectors.fields("metadata.name=" + call.name()));
        }
        long since;
        long timeout;
        try {
            since = Long.parseLong("0" + call.parameter("resourceVersion"));
            timeout = Long.parseLong("0" + call.parameter("timeoutSeconds"));
        } catch (NumberFormatException e) {
            // A real server's answer to a version that is no number.
            throw new ApiFailure(500, "InternalError", "invalid number in the query: " + e.getMessage());
        }
        Watch watch = new Watch(type, call.namespace(), selector, since, timeout, call.flag("allowWatchBookmarks"));
        return store.locked(() -> {
            if (goneAsStatus && since > 0) {
                store.after(since);
            }
            return watch;
        });
    }

    void start(Watch watch, WatchStream stream) {
        watch.stream = stream;
        store.locked(() -> {
            try {
                watch.begin();
                running.add(watch);
            } catch (ApiFailure gone) {
                watch.fail(gone);
            }
            return null;
        });
        stream.channel().closeFuture().addListener(closed -> store.locked(() -> running.remove(watch)));
        if (watch.timeoutSeconds > 0) {
            stream.channel()
                    .eventLoop()
                    .schedule(
                            () -> store.locked(() -> {
                                if (running.contains(watch)) {
                                    watch.bookmark();
                                    watch.end();
                                }
                                return null;
                            }),
                            watch.timeoutSeconds,
                            TimeUnit.SECONDS);
        }
    }

    /** One client's watch; only touched while the store is locked. */
    final class Watch {
        private final ResourceType type;
        private final String namespace;
        private final Predicate<JsonNode> selector;
        private final long since;
        private final long timeoutSeconds;
        private final boolean allowBookmarks;
        private final List<Runnable> keptBack = new ArrayList<>();
        private WatchStream stream;

        private Watch(
                ResourceType type,
                String namespace,
                Predicate<JsonNode> selector,
                long since,
                long timeoutSeconds,
                boolean allowBookmarks) {
            this.type = type;
            this.namespace = namespace;
            this.selector = selector;
            this.since = since;
            this.timeoutSeconds = timeoutSeconds;
            this.allowBookmarks = allowBookmarks;
        }

        /** Without a version a watch starts with what is there; with one, exactly after it. */
        private void begin() {
            if (since == 0) {
                store.list(type, namespace.isEmpty() ? null : namespace, selector)
                        .items()
                        .forEach(object -> deliver("ADDED", object));
            } else {
                store.after(since).forEach(this::offer);
            }
        }

        private void offer(StoredEvent event) {
            if (!event.key().type().equals(type)
                    || !(namespace.isEmpty() || namespace.equals(event.key().namespace()))) {
                return;
            }
            boolean before = event.previous() != null && selector.test(event.previous());
            boolean after = event.kind() != StoredEvent.Kind.DELETED && selector.test(event.object());
            if (after) {
                deliver(before ? "MODIFIED" : "ADDED", event.object());
            } else if (before) {
                deliver("DELETED", departed(event));
            }
        }

        /** What left the selection is shown as it last was in it, with the version of the change. */
        private ObjectNode departed(StoredEvent event) {
            ObjectNode last = event.previous().deepCopy();
            last.withObject("/metadata").put("resourceVersion", Long.toString(event.version()));
            return last;
        }

        private void bookmark() {
            if (allowBookmarks) {
                ObjectNode mark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
                mark.putObject("metadata").put("resourceVersion", Long.toString(store.version()));
                deliver("BOOKMARK", mark);
            }
        }

        private void deliver(String kind, ObjectNode object) {
            if (held) {
                keptBack.add(() -> stream.send(kind, object));
            } else {
                stream.send(kind, object);
            }
        }

        private void flush() {
            keptBack.forEach(Runnable::run);
            keptBack.clear();
        }

        private void fail(ApiFailure failure) {
            stream.send("ERROR", failure.status());
            end();
        }

        private void end() {
            running.remove(this);
            stream.end();
        }
    }
}
