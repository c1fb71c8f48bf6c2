package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The disk below JENKINS_HOME, as used by one process: it is slow, may hang, may be full. A write that is not complete
 * when its process dies never happened, because the old file is kept until the new one is complete.
 */
final class SimulatedDisk implements Journal {
    private final World world;
    private final ControllerProcess process;
    private final Home home;
    private final SplittableRandom random;

    SimulatedDisk(World world, ControllerProcess process, Home home) {
        this.world = world;
        this.process = process;
        this.home = home;
        this.random = world.random("disk of " + process);
    }

    @Override
    public CompletionStage<Void> write(WindowState state) {
        String window = state.holder().window();
        if (state.phase() == WindowState.Phase.PAUSING) {
            world.oracle.opening.pauseIntended(window);
        }
        return act(Verb.JOURNAL, window, () -> home.journal.put(window, state));
    }

    @Override
    public CompletionStage<Void> forget(String window) {
        return act(Verb.JOURNAL, window, () -> home.journal.remove(window));
    }

    /** Runs an operation on files. Never completes if the process dies before it is notified. */
    CompletableFuture<Void> act(Verb verb, String window, Runnable change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!process.passes(verb, Verb.Stage.SENT, window)) {
            world.time.after(latency(), () -> process.loop.fromOutside(() -> arrive(verb, window, change, done)));
        }
        return done;
    }

    private long latency() {
        return random.nextInt(20) > 0
                ? random.nextLong(0, 2 * VirtualTime.MILLI)
                : random.nextLong(2 * VirtualTime.MILLI, 100 * VirtualTime.MILLI);
    }

    private void arrive(Verb verb, String window, Runnable change, CompletableFuture<Void> done) {
        if (home.hangsUntil > world.time.now()) {
            world.time.at(home.hangsUntil, () -> process.loop.fromOutside(() -> arrive(verb, window, change, done)));
            return;
        }
        if (home.failingWrites > 0) {
            home.failingWrites--;
            world.trace(() -> process + " can't bring " + verb + " of " + window + " to disk");
            done.completeExceptionally(new IOException("No space left on device"));
            return;
        }
        change.run();
        if (!process.passes(verb, Verb.Stage.ARRIVED, window) && !process.passes(verb, Verb.Stage.ANSWERED, window)) {
            done.complete(null);
        }
    }
}
