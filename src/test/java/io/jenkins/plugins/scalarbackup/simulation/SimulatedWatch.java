package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.backup.ClusterException;
import io.jenkins.plugins.scalarbackup.backup.PodWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A watch that goes on from the last version it saw when it is cut. Its events come late, but in order. */
final class SimulatedWatch implements PodWatch {
    private static final long AGAIN = VirtualTime.SECOND;

    private final World world;
    private final ControllerProcess process;
    private final SimulatedApiServer api;
    private final String selector;
    private final String window;
    private final Listener listener;
    private final SplittableRandom random;
    private final List<Reach> reaches = new ArrayList<>();
    private SimulatedApiServer.Stream stream;
    private int streams;
    private long seen;
    private long lastDelivery;
    private boolean closed;
    private boolean lost;

    private record Reach(long version, CompletableFuture<Void> reached) {}

    SimulatedWatch(
            ControllerProcess process,
            SimulatedApiServer api,
            String selector,
            String window,
            long since,
            Listener listener) {
        this.world = process.world;
        this.process = process;
        this.api = api;
        this.selector = selector;
        this.window = window;
        this.seen = since;
        this.listener = listener;
        this.random = world.random("watch " + window + selector + since);
    }

    void begin() {
        if (closed || lost || !process.isAlive()) {
            return;
        }
        if (world.network.isCut(process, "api:" + api.url)) {
            world.time.after(AGAIN, this::begin);
            return;
        }
        int mine = ++streams;
        stream = api.watch(
                selector, seen, event -> arrives(event, mine), () -> world.time.after(AGAIN / 4, this::begin));
        if (stream == null) {
            lost = true;
            process.loop.fromOutside(() -> {
                if (!closed) {
                    listener.lost("410 Gone: version " + seen + " is too old");
                }
            });
        }
    }

    private void arrives(SimulatedApiServer.Event event, int from) {
        // One after the other, however long each takes.
        lastDelivery = Math.max(lastDelivery, world.time.now() + latency() + api.watchDelay()) + 1;
        world.time.at(lastDelivery, () -> process.loop.fromOutside(() -> deliver(event, from)));
    }

    private long latency() {
        return random.nextInt(30) > 0
                ? random.nextLong(100_000, 30 * VirtualTime.MILLI)
                : random.nextLong(30 * VirtualTime.MILLI, 3 * VirtualTime.SECOND);
    }

    private void deliver(SimulatedApiServer.Event event, int from) {
        // What was under way on a stream that was cut is lost; the next stream brings it again.
        if (closed || from != streams) {
            return;
        }
        if (event.version() <= seen && event.kind() != SimulatedApiServer.Event.Kind.BOOKMARK) {
            return;
        }
        if (world.network.isCut(process, "api:" + api.url)) {
            streams++;
            stream.end();
            world.time.after(AGAIN, this::begin);
            return;
        }
        seen = Math.max(seen, event.version());
        switch (event.kind()) {
            case SEEN -> listener.seen(event.pod());
            case GONE -> listener.gone(event.pod());
            default -> {}
        }
        reaches.removeIf(reach -> {
            if (reach.version <= seen) {
                reach.reached.complete(null);
                return true;
            }
            return false;
        });
    }

    @Override
    public CompletionStage<Void> reach(String resourceVersion, Duration within) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        long version = Long.parseLong(resourceVersion);
        if (seen >= version && !lost) {
            reached.complete(null);
            return reached;
        }
        reaches.add(new Reach(version, reached));
        process.timeout(
                within.toNanos(),
                () -> reached.completeExceptionally(new ClusterException(
                        ClusterException.Kind.UNAVAILABLE,
                        "The watch of " + window + " did not reach version " + version + ".")));
        return reached;
    }

    @Override
    public String resourceVersion() {
        return Long.toString(seen);
    }

    @Override
    public void close() {
        closed = true;
        if (stream != null) {
            stream.end();
        }
    }
}
