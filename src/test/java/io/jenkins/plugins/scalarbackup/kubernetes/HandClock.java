package io.jenkins.plugins.scalarbackup.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A clock and its tasks, which run on the test's thread when the test lets time pass. */
final class HandClock implements WatchClock, Executor {
    private record Due(long at, CompletableFuture<Void> future) {}

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Due> due = new ArrayList<>();
    /** Below zero, as a machine's may be. */
    private long nanos = -3_000_000_000L;

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        due.add(new Due(nanos + delay.toNanos(), future));
        return future;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Returns the number of pending delays. */
    long waiting() {
        return due.stream().filter(each -> !each.future().isDone()).count();
    }

    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void pass(Duration time) {
        long until = nanos + time.toNanos();
        run();
        while (true) {
            Due next = due.stream()
                    .filter(each -> !each.future().isDone() && each.at() <= until)
                    .min(Comparator.comparingLong(Due::at))
                    .orElse(null);
            if (next == null) {
                break;
            }
            nanos = Math.max(nanos, next.at());
            next.future().complete(null);
            run();
        }
        nanos = until;
    }
}
