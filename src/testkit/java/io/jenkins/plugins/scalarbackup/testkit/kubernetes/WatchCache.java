package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The cache from which an API server answers watches: a copy that follows the store, whereas lists are read from the
 * store itself. It may lag behind or stand still; then its watches report nothing, but still end normally.
 *
 * <p>It learns of its progress with a kind of objects from their changes, and if there are none, from etcd's progress
 * notifications: it asks for one at each list (Kubernetes 1.31 and newer), or they arrive at intervals, or (before
 * 1.31, by etcd's own default) hardly ever. Only used while the store is locked.
 */
final class WatchCache {
    /**
     * Something on its way to the cache: a change, or if that is null, etcd's notification that there was none up to a
     * version.
     */
    private record Pending(StoredEvent event, long version, long due) {}

    private final ObjectStore store;
    private final Consumer<StoredEvent> to;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<ResourceType, Long> known = new HashMap<>();
    private long taken;
    private long notified;
    private Duration lag = Duration.ZERO;
    private boolean still;
    private boolean asksOnLists = true;

    /** @param to receives each change when the cache has it */
    WatchCache(ObjectStore store, Consumer<StoredEvent> to) {
        this.store = store;
        this.to = to;
        taken = store.version();
        notified = taken;
        store.onEvent(event -> {
            comes(event, event.version());
        });
    }

    private void comes(StoredEvent event, long version) {
        pending.add(new Pending(event, version, System.nanoTime() + lag.toNanos()));
        catchUp();
    }

    /** Sets the delay of changes. */
    void lag(Duration behind) {
        lag = behind;
    }

    void standStill(boolean stands) {
        still = stands;
        catchUp();
    }

    /** Sets whether a list makes the server ask etcd for its progress. */
    void asksOnLists(boolean asks) {
        asksOnLists = asks;
    }

    void listed() {
        if (asksOnLists) {
            notified();
        }
    }

    /** Notes etcd's progress, which counts like a change of every kind of objects. */
    void notified() {
        comes(null, store.version());
    }

    /** Applies what is due. */
    void catchUp() {
        while (!still && !pending.isEmpty() && (lag.isZero() || pending.peek().due() - System.nanoTime() <= 0)) {
            Pending next = pending.remove();
            if (next.event() == null) {
                notified = Math.max(notified, next.version());
                continue;
            }
            taken = next.version();
            known.put(next.event().key().type(), taken);
            to.accept(next.event());
        }
    }

    /** Returns the version of the store's last change that it has. */
    long taken() {
        catchUp();
        return taken;
    }

    /** Returns the version up to which it is complete for a kind of objects, as in a bookmark. */
    long knows(ResourceType type) {
        catchUp();
        return Math.max(notified, known.getOrDefault(type, 0L));
    }

    boolean isStill() {
        return still;
    }
}
