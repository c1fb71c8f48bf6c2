package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Checks pods and locks again after production is unpaused. What can't be proven is noted as drift, so it never fails. */
final class Verification {
    /** Production is unpaused, so there is time for an API server that restarts, or whose watches lag behind. */
    static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(90);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final ProgressView progress;
    private final WindowLocks locks;
    private final Supplier<CompletableFuture<ClockOffset>> measured;
    private long deadline;

    /**
     * The result.
     *
     * @param lockDrift drift if the locks can't be proven to have been ours all the time
     */
    record Verified(Optional<Drift> lockDrift) {}

    /** @param measured completes when the clock's offset is known, or can't be */
    Verification(
            EventLoop loop,
            ProgressView progress,
            WindowLocks locks,
            Supplier<CompletableFuture<ClockOffset>> measured) {
        this.measured = measured;
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.progress = progress;
        this.locks = locks;
    }

    /** Compares; drift of pods is noted with their targets. */
    CompletableFuture<Verified> run() {
        deadline = loop.nanoTime() + CONFIRMATION_TIMEOUT.toNanos();
        return LoopFutures.each(
                        progress.targets(), target -> compare(target).thenCompose(compared -> lookForOthers(target)))
                .thenCompose(compared -> progress.pauseCompleted() == null ? NOTHING : locks.resumed())
                // Without a completed pause, there is nothing that a lock could prove.
                .thenCompose(
                        resumed -> progress.pauseCompleted() == null ? NOTHING : retryWhileUnavailable(locks::renew))
                .handle((renewed, failure) -> new Verified(
                        failure == null ? Optional.empty() : Optional.of(lockUnproven(Failures.cause(failure)))));
    }

    private CompletableFuture<Void> compare(TargetInWindow target) {
        return retryWhileUnavailable(() -> futures.call(() -> target.cluster().snapshot(target.target())))
                .thenCompose(after -> {
                    target.compareWith(after, loop.now());
                    return progress.pauseCompleted() == null
                            ? NOTHING
                            : futures.call(() -> target.watch().reach(after.resourceVersion(), timeLeft()));
                })
                .exceptionally(failure -> {
                    target.note(List.of(unknown(
                            DriftKind.UNKNOWN_AFTER,
                            "what became of the pods of " + target.target().named() + " can't be told: "
                                    + Failures.sentence(failure))));
                    return null;
                });
    }

    /** Pods started since production was unpaused are no drift. */
    private CompletableFuture<Void> lookForOthers(TargetInWindow target) {
        if (progress.pauseCompleted() == null) {
            return NOTHING;
        }
        return retryWhileUnavailable(() -> futures.call(() -> target.otherEndpoints(progress.targets())))
                .thenCombine(measured.get(), (found, offset) -> found.stream()
                        .filter(other -> !other.isYoungerThan(progress.unpauseStarted(), offset))
                        .toList())
                .thenAccept(found -> target.note(target.driftOf(found, loop.now(), Drift.SeenBy.AFTER)))
                .exceptionally(failure -> {
                    target.note(List.of(unknown(
                            DriftKind.UNKNOWN_AFTER,
                            "which other pods the Services of "
                                    + target.target().named() + " lead to can't be told: "
                                    + Failures.sentence(failure))));
                    return null;
                });
    }

    /** Retries while the API server is unavailable and there is time. */
    private <T> CompletableFuture<T> retryWhileUnavailable(Supplier<CompletableFuture<T>> call) {
        RetryPolicy<T> whileAway = RetryPolicy.<T>builder()
                .handleIf(failure -> HeldLease.kindOf(Failures.cause(failure)) == ClusterException.Kind.UNAVAILABLE
                        && timeLeft().compareTo(BETWEEN_TRIES) > 0)
                .withMaxAttempts(-1)
                .withDelay(BETWEEN_TRIES)
                .build();
        return Failsafe.with(whileAway).with(new LoopScheduler(loop)).getStageAsync(call::get);
    }

    private Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadline - loop.nanoTime()));
    }

    private Drift lockUnproven(Throwable failure) {
        boolean lost = failure instanceof LockLostException || !locks.areTrusted();
        return unknown(
                lost ? DriftKind.LOCK_LOST : DriftKind.UNKNOWN_AFTER,
                "that the lock was ours all the time can't be told: " + Failures.sentence(failure));
    }

    private Drift unknown(DriftKind kind, String detail) {
        return new Drift(kind, loop.now(), Drift.SeenBy.AFTER, detail);
    }
}
