package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All running watches. Everything happens with the store locked, so that each watch gets every change after its first
 * version exactly once and in order, and a bookmark never overtakes a change. Their events come from a cache.
 */
public final class Watches {

    private final ObjectStore store;
    private final Set<Watch> running = new LinkedHashSet<>();
    private final WatchCache cache;
    /** Like a real server, sends a bookmark two seconds before the end of a watch. */
    private static final long BEFORE_END = 2;

    private ScheduledFuture<?> bookmarks;
    private ScheduledFuture<?> notifications;
    private ScheduledFuture<?> ticks;
    private boolean goneAsStatus;
    private boolean quiet;

    Watches(ObjectStore store) {
        this.store = store;
        this.cache = new WatchCache(store, event -> List.copyOf(running).forEach(watch -> watch.offer(event)));
    }

    /** Sends a bookmark with the current version to every watch that allows bookmarks, unless the cache stands still. */
    public void sendBookmarks() {
        store.locked(() -> {
            cache.notified();
            return null;
        });
        each(Watch::bookmark);
    }

    /** Sends a bookmark of an old version, like another server that lags behind. */
    public void sendBookmarks(long version) {
        each(watch -> watch.bookmark(version));
    }

    /** Closes the connection of every watch in the middle of the stream. */
    public void cut() {
        each(watch -> watch.stream.cut());
    }

    /** Ends every watch with an ERROR event 410, like an API server that has lost its place. */
    public void expire() {
        each(watch -> watch.fail(ApiFailure.expired(store.version() - 1, store.version())));
    }

    /** Ends every watch normally, as the API server does after some minutes. */
    public void end() {
        each(Watch::end);
    }

    /**
     * Makes the cache stand still while lists are current: watches are silent, but end normally, until {@link
     * #release}.
     */
    public void hold() {
        store.locked(() -> {
            cache.standStill(true);
            return null;
        });
    }

    /** Lets the cache follow the store again, and reports what happened meanwhile. */
    public void release() {
        store.locked(() -> {
            cache.standStill(false);
            return null;
        });
    }

    /** Sets how far the watches' cache lags behind lists; zero for not at all. */
    void lag(Duration behind, EventLoopGroup loops) {
        store.locked(() -> {
            cache.lag(behind);
            cache.catchUp();
            ticks = every(ticks, behind.isZero() ? behind : Duration.ofMillis(20), cache::catchUp, loops);
            return null;
        });
    }

    /** Sets how etcd reports its progress to the cache: null for each list, else the interval, zero for never. */
    void notifyProgress(Duration interval, EventLoopGroup loops) {
        store.locked(() -> {
            cache.asksOnLists(interval == null);
            notifications = every(notifications, interval == null ? Duration.ZERO : interval, cache::notified, loops);
            return null;
        });
    }

    /**
     * Sets whether nothing happens in the cluster but what the test does; otherwise, something else is written now and
     * then, as by nodes.
     */
    void quiet(boolean isQuiet) {
        store.locked(() -> quiet = isQuiet);
    }

    void listed() {
        store.locked(() -> {
            cache.listed();
            return null;
        });
    }

    private ScheduledFuture<?> every(
            ScheduledFuture<?> before, Duration interval, Runnable what, EventLoopGroup loops) {
        if (before != null) {
            before.cancel(false);
        }
        long nanos = interval.toNanos();
        Runnable locked = () -> store.locked(() -> {
            what.run();
            return null;
        });
        return nanos == 0 ? null : loops.scheduleAtFixedRate(locked, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Sets how a watch from a forgotten version is refused.
     *
     * @param status true: with HTTP status 410; false (the default, and like the API server today): with status 200 and
     *     an ERROR event that has 410 in it
     */
    public void answerGoneAsHttpStatus(boolean status) {
        store.locked(() -> goneAsStatus = status);
    }

    /** Returns the number of running watches. */
    public int running() {
        return store.locked(running::size);
    }

    void bookmarkEvery(Duration interval, EventLoopGroup loops) {
        store.locked(() -> {
            bookmarks = every(bookmarks, interval, this::sendBookmarks, loops);
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
     * Checks a watch before its response begins.
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
            // A real server's answer to a version that is not a number.
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
            after(stream, Math.max(0, watch.timeoutSeconds - BEFORE_END), watch, watch::bookmark);
            after(stream, watch.timeoutSeconds, watch, watch::end);
        }
    }

    private void after(WatchStream stream, long seconds, Watch watch, Runnable what) {
        stream.channel()
                .eventLoop()
                .schedule(
                        () -> store.locked(() -> {
                            if (running.contains(watch)) {
                                what.run();
                            }
                            return null;
                        }),
                        seconds,
                        TimeUnit.SECONDS);
    }

    /** A client's watch; only used while the store is locked. */
    final class Watch {
        private final ResourceType type;
        private final String namespace;
        private final Predicate<JsonNode> selector;
        private final long since;
        private final long timeoutSeconds;
        private final boolean allowBookmarks;
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

        /** Begins the watch: without a version, with the existing objects; with one, exactly after it. */
        private void begin() {
            if (since == 0) {
                store.list(type, namespace.isEmpty() ? null : namespace, selector)
                        .items()
                        .forEach(object -> deliver("ADDED", object));
            } else {
                long taken = cache.taken();
                store.after(since).stream()
                        .filter(event -> event.version() <= taken)
                        .forEach(this::offer);
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

        /** Returns an object that left the selection, in its last selected state, with the version of the change. */
        private ObjectNode departed(StoredEvent event) {
            ObjectNode last = event.previous().deepCopy();
            last.withObject("/metadata").put("resourceVersion", Long.toString(event.version()));
            return last;
        }

        /** Sends a bookmark, unless it is not newer than the beginning of the watch, like a real server (measured). */
        private void bookmark() {
            if (!quiet && cache.knows(type) <= since && since == store.version()) {
                store.somethingElse();
                cache.listed();
            }
            if (!cache.isStill() && cache.knows(type) > since) {
                bookmark(cache.knows(type));
            }
        }

        private void bookmark(long version) {
            if (allowBookmarks) {
                ObjectNode mark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
                mark.putObject("metadata").put("resourceVersion", Long.toString(version));
                deliver("BOOKMARK", mark);
            }
        }

        private void deliver(String kind, ObjectNode object) {
            stream.send(kind, object);
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
