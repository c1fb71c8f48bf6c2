package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an API server's watches are answered from: a copy of the store that follows it, while lists are read from the store
 * itself. It may lag behind, or stand still, and then its watches tell nothing, which does not keep them from ending in good
 * order. How far it is with a kind of objects it knows from their changes, and where there are none from etcd's progress
 * notifications: it asks for one whenever a list is read (Kubernetes 1.31 and newer), or they come from time to time, or
 * (before 1.31, by etcd's own default) hardly ever. Only touched while the store is locked.
 */
final class WatchCache {
    /** What is on its way: a change, or, where that is null, etcd's word that there was none up to a version. */
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

    /** @param to hears of each change when the cache has it */
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

    /** How long it takes until the cache has a change. */
    void lag(Duration behind) {
        lag = behind;
    }

    void standStill(boolean stands) {
        still = stands;
        catchUp();
    }

    /** Whether a list makes the server ask etcd how far it is. */
    void asksOnLists(boolean asks) {
        asksOnLists = asks;
    }

    void listed() {
        if (asksOnLists) {
            notified();
        }
    }

    /** etcd's word on how far it is: as good as a change, of all kinds of objects. */
    void notified() {
        comes(null, store.version());
    }

    /** Takes what is due. */
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

    /** Which of the store's changes it has. */
    long taken() {
        catchUp();
        return taken;
    }

    /** Up to which version it knows what there is to be known of a kind of objects: what a bookmark says. */
    long knows(ResourceType type) {
        catchUp();
        return Math.max(notified, known.getOrDefault(type, 0L));
    }

    boolean isStill() {
        return still;
    }
}
