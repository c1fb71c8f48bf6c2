package io.jenkins.plugins.scalarbackup.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** An event loop whose tasks run on the test's thread when the test lets time pass. */
final class HandLoop implements EventLoop {
    private static final Instant BEGIN = Instant.parse("2026-01-31T02:00:00.250Z");

    private final Queue<Runnable> futures = new ArrayDeque<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private Duration stepped = Duration.ZERO;
    private long nanos;
    private long order;

    private record Due(long at, long order, Runnable task, boolean[] cancelled) {}

    @Override
    public Instant now() {
        return BEGIN.plus(stepped).plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void execute(Runnable task) {
        futures.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = new boolean[1];
        due.add(new Due(nanos + Math.max(0, delay.toNanos()), order++, task, cancelled));
        return () -> cancelled[0] = true;
    }

    /** Sets the wall clock, and not the monotonic one. */
    void step(Duration by) {
        stepped = stepped.plus(by);
    }

    /** Lets time pass in which nothing runs. */
    void jump(Duration time) {
        nanos += time.toNanos();
    }

    /** Drops all tasks: their process has died. */
    void crash() {
        futures.clear();
        due.clear();
    }

    /** Lets time pass and runs what is due in it. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        runTurns();
        while (!due.isEmpty() && due.peek().at() <= until) {
            Due next = due.poll();
            nanos = Math.max(nanos, next.at());
            if (!next.cancelled()[0]) {
                futures.add(next.task());
            }
            runTurns();
        }
        nanos = until;
    }

    private void runTurns() {
        for (Runnable task = futures.poll(); task != null; task = futures.poll()) {
            task.run();
        }
    }
}
