package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.simulation.SimulatedApiServer.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the watches of one of a cluster's API servers are answered from. It follows the store; it may lag behind, or stand
 * still for a while, and then its watches tell nothing, and end in good order all the same.
 */
final class SimulatedCache {
    private final World world;
    private final Consumer<Change> to;
    /** When the last change that was written gets here: they come in order. */
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

    /** A change was written; it gets here in time. */
    void written(Change change) {
        later(() -> {
            version = change.version();
            taken.add(change);
            to.accept(change);
        });
    }

    /** etcd says how far it is. */
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

    /** How far it knows that it is: what a bookmark says. */
    long version() {
        return version;
    }

    /** Whether even bookmarks are silent. */
    boolean standsStill() {
        return stillUntil > world.time.now();
    }

    /** The changes that it has, of those after a version. */
    List<Change> since(long from) {
        return taken.stream().filter(change -> change.version() > from).toList();
    }

    void forget() {
        taken.clear();
    }
}
