package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.WatchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A watch made of successive requests, each from the last version seen, like the real one. Its events arrive late, but
 * in order; those still on their way when the next request begins arrive all the same.
 */
final class SimulatedWatch implements PodWatch {
    private static final long AGAIN = VirtualTime.SECOND;
    private static final long USUAL = 30 * VirtualTime.SECOND;
    private static final long SHORT = 3 * VirtualTime.SECOND;

    private final World world;
    private final ControllerProcess process;
    private final SimulatedApiServer api;
    private final String selector;
    private final String window;
    private final Listener listener;
    private final SplittableRandom random;
    private final WatchProgress progress;
    private final List<Reach> reaches = new ArrayList<>();
    private SimulatedApiServer.Stream stream;
    private int number;
    private boolean closed;
    private boolean lost;

    private record Reach(String version, CompletableFuture<Void> reached) {}

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
        this.progress = new WatchProgress(Long.toString(since));
        this.listener = listener;
        this.random = world.random("watch " + window + selector + since);
    }

    void begin() {
        if (closed || lost || !process.isAlive()) {
            return;
        }
        if (stream != null) {
            progress.endStream(number);
            stream.end();
            stream = null;
            settle();
        }
        if (world.network.isCut(process, "api:" + api.url)) {
            world.time.after(AGAIN, this::begin);
            return;
        }
        int mine = progress.beginStream();
        number = mine;
        Arrivals arrivals = new Arrivals(mine);
        boolean isWaitedFor = !reaches.isEmpty();
        if (isWaitedFor) {
            api.nudgeCaches();
        }
        SimulatedApiServer.Stream begun = api.watch(
                selector,
                Long.parseLong(progress.seen()),
                isWaitedFor ? SHORT : USUAL,
                arrivals::comes,
                goodEnd -> world.time.after(goodEnd ? VirtualTime.MILLI : AGAIN / 4, () -> ended(mine)));
        stream = begun;
        if (begun == null) {
            lost = true;
            process.loop.fromOutside(() -> {
                if (!closed) {
                    fail("410");
                    listener.lost("410 Gone: version " + progress.seen() + " is too old");
                }
            });
        }
    }

    /** Begins the next request, unless another one has begun since for somebody who waits. */
    private void ended(int which) {
        if (which == number) {
            begin();
        }
    }

    /** The events of one stream, which arrive one after the other, with any delay. */
    private final class Arrivals {
        private final int from;
        private long last;

        Arrivals(int from) {
            this.from = from;
        }

        void comes(SimulatedApiServer.Event event) {
            last = Math.max(last, world.time.now() + latency() + api.watchDelay()) + 1;
            world.time.at(last, () -> process.loop.fromOutside(() -> deliver(event, from)));
        }
    }

    private long latency() {
        return random.nextInt(30) > 0
                ? random.nextLong(100_000, 30 * VirtualTime.MILLI)
                : random.nextLong(30 * VirtualTime.MILLI, 3 * VirtualTime.SECOND);
    }

    private void deliver(SimulatedApiServer.Event event, int from) {
        if (closed || lost) {
            return;
        }
        if (from == number && world.network.isCut(process, "api:" + api.url)) {
            begin();
            return;
        }
        String version = Long.toString(event.version());
        boolean isNews = event.kind() == SimulatedApiServer.Event.Kind.BOOKMARK
                ? progress.noteBookmark(from, version)
                : progress.noteEvent(from, version);
        if (!isNews) {
            return;
        }
        switch (event.kind()) {
            case SEEN -> {
                world.oracle.opening.told(window, process, event.pod());
                listener.seen(event.pod());
            }
            case GONE -> listener.gone(event.pod());
            default -> {}
        }
        listener.reached(progress.seen());
        settle();
    }

    private void settle() {
        reaches.removeIf(reach -> {
            if (progress.hasReported(reach.version)) {
                reach.reached.complete(null);
                return true;
            }
            return false;
        });
    }

    private void fail(String why) {
        List.copyOf(reaches)
                .forEach(reach -> reach.reached.completeExceptionally(
                        new ClusterException(ClusterException.Kind.UNAVAILABLE, "The watch was lost: " + why)));
        reaches.clear();
    }

    @Override
    public CompletionStage<Void> reach(String resourceVersion, Duration within) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (progress.hasReported(resourceVersion) && !lost) {
            reached.complete(null);
            return reached;
        }
        if (lost) {
            return CompletableFuture.failedFuture(
                    new ClusterException(ClusterException.Kind.UNAVAILABLE, "The watch was lost."));
        }
        Reach reach = new Reach(resourceVersion, reached);
        reaches.add(reach);
        process.timeout(within.toNanos(), () -> {
            reaches.remove(reach);
            reached.completeExceptionally(new ClusterException(
                    ClusterException.Kind.UNAVAILABLE,
                    "The watch of " + window + " did not reach version " + resourceVersion + "."));
        });
        begin();
        return reached;
    }

    @Override
    public String resourceVersion() {
        return progress.seen();
    }

    @Override
    public void close() {
        closed = true;
        if (stream != null) {
            stream.end();
        }
    }
}
