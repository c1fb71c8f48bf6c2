package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JournalQueueTest {
    private final SlowDisk disk = new SlowDisk();
    private final JournalQueue queue = new JournalQueue(disk);

    @Test
    void ofWhatWaitsForTheDiskOnlyTheLatestIsWritten() {
        CompletableFuture<Void> first = write(WindowState.Phase.PAUSING);
        CompletableFuture<Void> second = write(WindowState.Phase.OPEN);
        CompletableFuture<Void> third = write(WindowState.Phase.CLOSING);
        assertEquals(List.of("PAUSING"), disk.asked);
        disk.answers();
        assertTrue(first.isDone() && !second.isDone());
        assertEquals(List.of("PAUSING", "CLOSING"), disk.asked);
        disk.answers();
        assertTrue(second.isDone() && third.isDone());
    }

    @Test
    void whatIsForgottenIsForgottenAfterAllThatWasWritten() {
        write(WindowState.Phase.PAUSING);
        CompletableFuture<Void> overtaken = write(WindowState.Phase.OPEN);
        CompletableFuture<Void> forgotten = queue.forget("w").toCompletableFuture();
        assertEquals(List.of("PAUSING"), disk.asked);
        disk.answers();
        assertEquals(List.of("PAUSING", "forget w"), disk.asked);
        assertFalse(overtaken.isDone());
        disk.answers();
        assertTrue(forgotten.isDone() && overtaken.isDone());
    }

    @Test
    void aDiskThatFailsFailsOneWritingAndNotTheNext() {
        CompletableFuture<Void> failing = write(WindowState.Phase.PAUSING);
        CompletableFuture<Void> next = write(WindowState.Phase.OPEN);
        disk.fails(new IOException("No space left on device"));
        assertEquals(
                IOException.class,
                assertThrows(CompletionException.class, failing::join)
                        .getCause()
                        .getClass());
        disk.answers();
        next.join();
    }

    @Test
    void aDiskThatThrowsIsADiskThatFails() {
        JournalQueue broken = new JournalQueue(new Journal() {
            @Override
            public CompletionStage<Void> write(WindowState state) {
                throw new NoClassDefFoundError("gone");
            }

            @Override
            public CompletionStage<Void> forget(String window) {
                throw new IllegalStateException("gone");
            }
        });
        for (int i = 0; i < 2; i++) {
            assertTrue(broken.write(WindowStates.bare("w", WindowState.Phase.OPEN))
                    .toCompletableFuture()
                    .isCompletedExceptionally());
            assertTrue(broken.forget("w").toCompletableFuture().isCompletedExceptionally());
        }
    }

    private CompletableFuture<Void> write(WindowState.Phase phase) {
        return queue.write(WindowStates.bare("w", phase)).toCompletableFuture();
    }

    /** A disk that completes its operations when a test wants it to. */
    private static final class SlowDisk implements Journal {
        final List<String> asked = new ArrayList<>();
        private CompletableFuture<Void> underWay;

        @Override
        public CompletionStage<Void> write(WindowState state) {
            return ask(state.phase().name());
        }

        @Override
        public CompletionStage<Void> forget(String window) {
            return ask("forget " + window);
        }

        private CompletionStage<Void> ask(String what) {
            asked.add(what);
            return underWay = new CompletableFuture<>();
        }

        void answers() {
            underWay.complete(null);
        }

        void fails(Throwable failure) {
            underWay.completeExceptionally(failure);
        }
    }
}
