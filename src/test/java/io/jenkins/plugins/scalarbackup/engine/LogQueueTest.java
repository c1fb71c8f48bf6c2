package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    private final List<String> written = new ArrayList<>();
    private final Deque<Runnable> threads = new ArrayDeque<>();

    @Test
    void linesKeepTheirOrderAndOneThreadWritesThem() {
        LogQueue log = new LogQueue(written::add, threads::add);
        log.line("a");
        log.progress("b");
        log.line("c");
        CompletableFuture<Void> flushed = log.flushed().toCompletableFuture();
        assertEquals(1, threads.size());
        assertFalse(flushed.isDone());
        threads.poll().run();
        assertEquals(List.of("a", "b", "c"), written);
        assertTrue(flushed.isDone());
        assertTrue(log.flushed().toCompletableFuture().isDone());
    }

    @Test
    void whatALogThrowsIsItsOwnAffair() {
        LogQueue log = new LogQueue(
                text -> {
                    written.add(text);
                    throw new NoClassDefFoundError(text);
                },
                threads::add);
        log.line("a");
        log.line("b");
        threads.poll().run();
        assertEquals(List.of("a", "b"), written);
    }

    @Test
    void aLogThatBlocksForEverLosesLinesAndTheyAreCounted() {
        LogQueue log = new LogQueue(written::add, threads::add);
        for (int i = 0; i < LogQueue.MOST + 7; i++) {
            log.line("line " + i);
        }
        threads.poll().run();
        assertEquals(LogQueue.MOST + 1, written.size());
        assertEquals("(7 lines were dropped, since this log did not take them.)", written.get(LogQueue.MOST));
    }

    @Test
    void aControllerThatIsBeingStoppedWritesNoMoreAndHoldsNobody() {
        LogQueue log = new LogQueue(written::add, task -> {
            throw new RejectedExecutionException();
        });
        log.line("a");
        assertTrue(log.flushed().toCompletableFuture().isDone());
        assertEquals(List.of(), written);
    }
}
