package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Looks at the pods and the lock once more when production is open again. Whatever can't be told is noted as drift; so it
 * never fails.
 */
final class Verification {
    /** Production is open, so there is time for an API server that is restarted, or whose watches lag behind. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final WindowProgress facts;
    private final WindowLocks locks;
    private final Supplier<CompletableFuture<ClockOffset>> measured;
    private long deadline;

    /**
     * @param measured the clock's offset, when it is known or can't be
     */
    Verification(
            EventLoop loop,
            WindowProgress facts,
            WindowLocks locks,
            Supplier<CompletableFuture<ClockOffset>> measured) {
        this.measured = measured;
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.facts = facts;
        this.locks = locks;
    }

    CompletableFuture<Void> run() {
        deadline = loop.nanoTime() + PATIENCE.toNanos();
        return LoopFutures.all(facts.targets.stream()
                        .map(target -> compare(target).thenCompose(compared -> lookForOthers(target)))
                        .toList())
                .thenCompose(compared -> facts.pauseCompleted == null ? NOTHING : locks.resumed())
                // Without a window there is nothing that a lock could prove.
                .thenCompose(resumed -> facts.pauseCompleted == null ? NOTHING : patiently(locks::renew))
                .handle((renewed, failure) -> {
                    if (failure != null) {
                        lockUnproven(LoopFutures.cause(failure));
                    }
                    return null;
                });
    }

    private CompletableFuture<Void> compare(TargetInWindow target) {
        return patiently(() -> futures.call(() -> target.cluster().snapshot(target.target())))
                .thenCompose(after -> {
                    target.compareWith(after, loop.now());
                    return facts.pauseCompleted == null
                            ? NOTHING
                            : futures.call(() -> target.watch().reach(after.resourceVersion(), timeLeft()));
                })
                .exceptionally(failure -> {
                    target.note(List.of(unknown(
                            DriftKind.UNKNOWN_AFTER,
                            "what became of the pods of " + target.target().named() + " can't be told: "
                                    + LoopFutures.sentence(failure))));
                    return null;
                });
    }

    /** What was started since production was opened says nothing of the window. */
    private CompletableFuture<Void> lookForOthers(TargetInWindow target) {
        if (facts.pauseCompleted == null) {
            return NOTHING;
        }
        return patiently(() -> futures.call(() -> target.cluster()
                        .otherEndpoints(
                                target.target(),
                                target.before().livePods(),
                                TargetInWindow.podsBeside(target, facts.targets))))
                .thenCombine(measured.get(), (found, offset) -> found.stream()
                        .filter(other -> !other.isYoungerThan(facts.unpauseStarted, offset))
                        .toList())
                .thenAccept(found -> target.note(target.others(found, loop.now(), Drift.SeenBy.AFTER)))
                .exceptionally(failure -> {
                    target.note(List.of(unknown(
                            DriftKind.UNKNOWN_AFTER,
                            "which other pods the Services of "
                                    + target.target().named() + " lead to can't be told: "
                                    + LoopFutures.sentence(failure))));
                    return null;
                });
    }

    /** Asks again as long as the API server is away and there is time. */
    private <T> CompletableFuture<T> patiently(Supplier<CompletableFuture<T>> call) {
        return call.get()
                .handle((value, failure) -> {
                    boolean passes =
                            WorkloadLock.kindOf(LoopFutures.cause(failure)) == ClusterException.Kind.UNAVAILABLE;
                    if (!passes || timeLeft().compareTo(BETWEEN_TRIES) <= 0) {
                        return failure == null
                                ? CompletableFuture.completedFuture(value)
                                : CompletableFuture.<T>failedFuture(failure);
                    }
                    return futures.after(BETWEEN_TRIES).thenCompose(waited -> patiently(call));
                })
                .thenCompose(outcome -> outcome);
    }

    private Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadline - loop.nanoTime()));
    }

    private void lockUnproven(Throwable failure) {
        boolean lost = failure instanceof LockLostException || !locks.areTrusted();
        facts.note(unknown(
                lost ? DriftKind.LOCK_LOST : DriftKind.UNKNOWN_AFTER,
                "that the lock was ours all the time can't be told: " + LoopFutures.sentence(failure)));
    }

    private Drift unknown(DriftKind kind, String detail) {
        return new Drift(kind, null, null, loop.now(), Drift.SeenBy.AFTER, detail);
    }
}
