package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopFuturesTest {
    private final HandLoop loop = new HandLoop();
    private final LoopFutures futures = new LoopFutures(loop);

    private static Throwable failure(CompletableFuture<?> future) {
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    @Test
    void anAnswerFromElsewhereComesInATask() {
        CompletableFuture<String> elsewhere = new CompletableFuture<>();
        CompletableFuture<String> here = futures.onLoop(elsewhere);
        elsewhere.complete("value");
        assertFalse(here.isDone());
        loop.pass(Duration.ZERO);
        assertEquals("value", here.getNow(null));
    }

    @Test
    void aFailureComesInATaskWithoutItsWrappers() {
        IOException broken = new IOException("broken");
        CompletableFuture<String> here =
                futures.onLoop(CompletableFuture.failedFuture(new CompletionException(new ExecutionException(broken))));
        assertFalse(here.isDone());
        loop.pass(Duration.ZERO);
        assertSame(broken, failure(here));
        assertSame(broken, failure(futures.call(() -> {
            throw broken;
        })));
    }

    @Test
    void allIsAllInOrderOrTheFirstFailureAtOnce() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<List<String>> all = LoopFutures.all(List.of(first, second));
        second.complete("b");
        assertFalse(all.isDone());
        first.complete("a");
        assertEquals(List.of("a", "b"), all.getNow(null));
        assertEquals(
                List.of(), LoopFutures.all(List.<CompletableFuture<String>>of()).getNow(null));

        IOException broken = new IOException("broken");
        CompletableFuture<List<String>> failing =
                LoopFutures.all(List.of(new CompletableFuture<>(), CompletableFuture.failedFuture(broken)));
        assertSame(broken, failure(failing), "though the other is under way");
    }

    @Test
    void inOrderOneBeginsWhenTheOneBeforeHasEndedWell() {
        List<String> begun = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> both = LoopFutures.inOrder(List.of(
                () -> {
                    begun.add("first");
                    return first;
                },
                () -> {
                    begun.add("second");
                    return CompletableFuture.completedFuture(null);
                }));
        assertEquals(List.of("first"), begun);
        first.complete(null);
        assertEquals(List.of("first", "second"), begun);
        assertTrue(both.isDone() && !both.isCompletedExceptionally());
        begun.clear();
        CompletableFuture<Void> failed =
                LoopFutures.inOrder(List.of(() -> CompletableFuture.failedFuture(new IOException()), () -> {
                    begun.add("second");
                    return CompletableFuture.completedFuture(null);
                }));
        assertTrue(failed.isCompletedExceptionally());
        assertEquals(List.of(), begun);
    }

    @Test
    void aRetryWaitsInTheLoopsTime() throws Exception {
        LoopScheduler scheduler = new LoopScheduler(loop);
        ScheduledFuture<?> later = scheduler.schedule(() -> "later", 3, TimeUnit.SECONDS);
        ScheduledFuture<?> sooner = scheduler.schedule(
                () -> {
                    throw new IOException("broken");
                },
                2,
                TimeUnit.SECONDS);
        assertEquals(3_000, later.getDelay(TimeUnit.MILLISECONDS));
        assertTrue(sooner.compareTo(later) < 0 && later.compareTo(sooner) > 0);
        loop.pass(Duration.ofSeconds(2).minusNanos(1));
        assertFalse(sooner.isDone());
        assertEquals(1, sooner.getDelay(TimeUnit.NANOSECONDS));
        loop.pass(Duration.ofNanos(1));
        assertEquals(
                IOException.class,
                assertThrows(ExecutionException.class, sooner::get).getCause().getClass());
        assertFalse(later.isDone());
        loop.pass(Duration.ofSeconds(1));
        assertEquals("later", later.get());
    }

    @Test
    void aRetryThatIsTakenBackDoesNotRun() {
        AtomicInteger runs = new AtomicInteger();
        ScheduledFuture<?> retry = new LoopScheduler(loop).schedule(runs::incrementAndGet, 1, TimeUnit.SECONDS);
        assertTrue(retry.cancel(false));
        assertTrue(retry.isCancelled());
        loop.pass(Duration.ofSeconds(5));
        assertEquals(0, runs.get());
    }

    @Test
    void aDelayCompletesWhenItIsOver() {
        CompletableFuture<Void> after = futures.after(Duration.ofSeconds(1));
        loop.pass(Duration.ofMillis(999));
        assertFalse(after.isDone());
        loop.pass(Duration.ofMillis(1));
        assertTrue(after.isDone());
    }
}
