package io.jenkins.plugins.scalarbackup.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Turns that run when a test lets time pass, on the test's thread. */
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

    /** Sets the wall clock, and not the other. */
    void step(Duration by) {
        stepped = stepped.plus(by);
    }

    /** Time passes in which nothing runs. */
    void jump(Duration time) {
        nanos += time.toNanos();
    }

    /** Whoever lived in it does not go on: its process has died. */
    void crash() {
        futures.clear();
        due.clear();
    }

    /** Runs what is due until so much time has passed. */
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
