package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the pods and the lock once more when production is open again. Whatever can't be told is noted as drift; so it
 * never fails.
 */
final class Verification {
    /** How long the watch may take to have caught up with the second snapshot. */
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(30);

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Loop loop;
    private final Turns turns;
    private final WindowFacts facts;
    private final WindowLocks locks;

    Verification(Loop loop, WindowFacts facts, WindowLocks locks) {
        this.loop = loop;
        this.turns = new Turns(loop);
        this.facts = facts;
        this.locks = locks;
    }

    CompletableFuture<Void> run() {
        return Turns.all(facts.targets.stream().map(this::compare).toList())
                .thenCompose(compared -> facts.pauseCompleted == null ? NOTHING : locks.resumed())
                // Without a window there is nothing that a lock could prove.
                .thenCompose(resumed -> facts.pauseCompleted == null ? NOTHING : locks.renew())
                .handle((renewed, failure) -> {
                    if (failure != null) {
                        lockUnproven(Turns.cause(failure));
                    }
                    return null;
                });
    }

    private CompletableFuture<Void> compare(TargetInWindow target) {
        return turns.call(() -> target.cluster().snapshot(target.target()))
                .thenCompose(after -> {
                    target.compareWith(after, loop.now());
                    return facts.pauseCompleted == null
                            ? NOTHING
                            : turns.call(() -> target.watch().reach(after.resourceVersion(), WATCH_PATIENCE));
                })
                .exceptionally(failure -> {
                    target.note(List.of(unknown(
                            DriftKind.UNKNOWN_AFTER,
                            "what became of the pods of " + target.target().named() + " can't be told: "
                                    + Turns.sentence(failure))));
                    return null;
                });
    }

    private void lockUnproven(Throwable failure) {
        boolean lost = failure instanceof LockLostException || !locks.areTrusted();
        facts.note(unknown(
                lost ? DriftKind.LOCK_LOST : DriftKind.UNKNOWN_AFTER,
                "that the lock was ours all the time can't be told: " + Turns.sentence(failure)));
    }

    private Drift unknown(DriftKind kind, String detail) {
        return new Drift(kind, null, null, loop.now(), Drift.SeenBy.AFTER, detail);
    }
}
