package io.jenkins.plugins.scalarbackup.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits with a time limit, and returns the outcomes of calls. */
final class AdminFixture {
    static final Duration SOON = Duration.ofSeconds(20);
    /**
     * The seconds after which an answer counts as missing; {@code -Pmutation} uses fewer, because answers are often
     * missing there.
     */
    static final int PATIENCE = Integer.getInteger("admin.patience", 30);

    static final Duration BRIEF = Duration.ofMillis(300);

    private AdminFixture() {}

    static <T> T got(CompletionStage<T> call) throws Exception {
        return call.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    static AdminCallException failed(Outcome outcome, CompletionStage<?> call) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> got(call));
        AdminCallException failure = (AdminCallException) thrown.getCause();
        assertEquals(outcome, failure.outcome(), failure.getMessage());
        assertTrue(failure.getMessage().indexOf('\n') < 0, failure.getMessage());
        return failure;
    }

    static void says(String piece, AdminCallException failure) {
        assertTrue(failure.getMessage().contains(piece), failure.getMessage());
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain for: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
