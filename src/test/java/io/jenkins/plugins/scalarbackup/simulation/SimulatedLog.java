package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.WindowLog;
import java.util.concurrent.Executor;

/** The builds' logs of a process, and the threads that write them: they may block, and throw anything. */
final class SimulatedLog implements WindowLog, Executor {
    private final World world;
    private final ControllerProcess process;
    private long blocksUntil;
    private int throwsOn;

    SimulatedLog(World world, ControllerProcess process) {
        this.world = world;
        this.process = process;
    }

    void blocksFor(long nanos) {
        blocksUntil = Math.max(blocksUntil, world.time.now() + nanos);
    }

    void throwsForNow(int lines) {
        throwsOn = lines;
    }

    @Override
    public void line(String text) {
        if (process.loop.isInTurn() && blocksUntil > world.time.now()) {
            // A thread that runs tasks waits for it.
            process.loop.suspendUntil(blocksUntil);
        }
        if (throwsOn > 0) {
            throwsOn--;
            throw new NoClassDefFoundError("a decorator of the build's log");
        }
        world.trace(() -> process + ": " + text);
    }

    @Override
    public void execute(Runnable writing) {
        world.time.at(Math.max(world.time.now(), blocksUntil), () -> process.loop.fromOutside(writing));
    }
}
