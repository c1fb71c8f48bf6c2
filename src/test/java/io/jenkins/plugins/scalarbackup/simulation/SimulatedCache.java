package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.simulation.SimulatedApiServer.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The cache from which one of a cluster's API servers answers watches. It follows the store; it may lag behind, or
 * stand still for a while: then its watches report nothing, but still end normally.
 */
final class SimulatedCache {
    private final World world;
    private final Consumer<Change> to;
    /** The time at which the last change arrives here; changes arrive in order. */
    private long last;

    private long lag;
    private long lagsUntil;
    private long stillUntil;
    private long version;

    SimulatedCache(World world, long version, Consumer<Change> to) {
        this.world = world;
        this.version = version;
        this.to = to;
    }

    private final List<Change> taken = new ArrayList<>();

    void lag(long by, long nanos) {
        lag = by;
        lagsUntil = world.time.now() + nanos;
    }

    void standStill(long nanos) {
        stillUntil = Math.max(stillUntil, world.time.now() + nanos);
    }

    /** Notes a change, which arrives here later. */
    void written(Change change) {
        later(() -> {
            version = change.version();
            taken.add(change);
            to.accept(change);
        });
    }

    /** Notes etcd's report of its progress. */
    void notified(long storesVersion) {
        later(() -> version = Math.max(version, storesVersion));
    }

    private void later(Runnable what) {
        long now = world.time.now();
        last = Math.max(last, now + (lagsUntil > now ? lag : 0));
        if (last == now && stillUntil <= now) {
            what.run();
            return;
        }
        at(last, what);
    }

    private void at(long then, Runnable what) {
        world.time.at(then, () -> {
            if (stillUntil > world.time.now()) {
                at(stillUntil, what);
            } else {
                what.run();
            }
        });
    }

    /** Returns the version up to which it is known to be complete, as in a bookmark. */
    long version() {
        return version;
    }

    /** Returns whether not even bookmarks are sent. */
    boolean standsStill() {
        return stillUntil > world.time.now();
    }

    /** Returns the changes after a version that have arrived here. */
    List<Change> since(long from) {
        return taken.stream().filter(change -> change.version() > from).toList();
    }

    void forget() {
        taken.clear();
    }
}
