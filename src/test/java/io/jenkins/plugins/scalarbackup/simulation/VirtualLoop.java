package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * The tasks of a controller process in virtual time. Tasks run in order and take a small, seeded time each, so that
 * simultaneous events in different processes occur in either order. A dead process runs no tasks; a suspended one runs
 * them when it wakes.
 */
final class VirtualLoop implements EventLoop {
    private final VirtualTime time;
    private final Host host;
    private final SplittableRandom random;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean pumping;
    private boolean dead;
    private boolean inTask;
    private long suspendedUntil;

    VirtualLoop(VirtualTime time, Host host, SplittableRandom random) {
        this.time = time;
        this.host = host;
        this.random = random;
    }

    @Override
    public Instant now() {
        return host.wall();
    }

    @Override
    public long nanoTime() {
        return host.monotonic();
    }

    @Override
    public void execute(Runnable task) {
        if (dead) {
            return;
        }
        tasks.add(task);
        pump();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = new boolean[1];
        due(
                host.monotonic() + Math.max(0, delay.toNanos()),
                () -> execute(() -> {
                    if (!cancelled[0]) {
                        task.run();
                    }
                }));
        return () -> cancelled[0] = true;
    }

    private void due(long monotonic, Runnable action) {
        time.after(Math.max(0, monotonic - host.monotonic()), () -> {
            if (dead) {
                return;
            }
            if (suspendedUntil > time.now()) {
                time.at(suspendedUntil, () -> due(monotonic, action));
            } else if (host.monotonic() < monotonic) {
                due(monotonic, action);
            } else {
                action.run();
            }
        });
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        time.at(Math.max(time.now() + random.nextLong(1, 30_000), suspendedUntil), this::runNext);
    }

    private void runNext() {
        pumping = false;
        if (dead) {
            return;
        }
        if (suspendedUntil > time.now()) {
            pump();
            return;
        }
        Runnable task = tasks.poll();
        if (task != null) {
            inTask = true;
            try {
                task.run();
            } finally {
                inTask = false;
            }
        }
        if (!tasks.isEmpty()) {
            pump();
        }
    }

    /** Delivers something from outside, on an input thread: not before the process wakes, and never once it is dead. */
    void fromOutside(Runnable arrival) {
        if (dead) {
            return;
        }
        if (suspendedUntil > time.now()) {
            time.at(suspendedUntil, () -> fromOutside(arrival));
        } else {
            arrival.run();
        }
    }

    void suspendUntil(long until) {
        suspendedUntil = Math.max(suspendedUntil, until);
    }

    boolean isInTurn() {
        return inTask;
    }

    boolean isSuspended() {
        return suspendedUntil > time.now();
    }

    void kill() {
        dead = true;
        tasks.clear();
    }

    boolean isDead() {
        return dead;
    }
}
