package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.util.concurrent.CompletableFuture;

/** A Pause without an answer may arrive after the Unpause. Keeps checking the pod until that is no longer possible. */
final class LatePauseGuard {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
    private static final RetryPolicy<Void> A_FEW_TRIES = RetryPolicy.<Void>builder()
            .handleIf(failure -> !isUnreachable(Failures.cause(failure)))
            .withMaxAttempts(PodLink.TRIES_BEFORE_RECONNECT)
            .build();

    private final LoopFutures futures;
    private final FailsafeExecutor<Void> retries;
    private final PodLink link;
    private final PodPauser pauser;
    private final PodUnpauser unpauser;

    LatePauseGuard(EventLoop loop, PodLink link, PodPauser pauser, PodUnpauser unpauser) {
        this.futures = new LoopFutures(loop);
        this.retries = Failsafe.with(A_FEW_TRIES).with(new LoopScheduler(loop));
        this.link = link;
        this.pauser = pauser;
        this.unpauser = unpauser;
    }

    private static boolean isUnreachable(Throwable failure) {
        return failure instanceof AdminCallException call && call.outcome() == AdminCallException.Outcome.UNREACHABLE;
    }

    /**
     * Completes when no Pause of ours can arrive late any more: at once if the pod answered ours before it was unpaused.
     * Otherwise the pod is checked until the drain's time limit and a margin have passed, and once after that, and unpaused
     * again if necessary.
     */
    CompletableFuture<Void> outlast() {
        boolean mayBeLate = pauser.mayBeLate();
        if (link.isGivenUp() || !mayBeLate && !unpauser.needsRecheck()) {
            return NOTHING;
        }
        unpauser.setNeedsRecheck(mayBeLate);
        if (link.isGoneOrGivenUp()) {
            return unpauseSuccessor()
                    .thenCompose(tried -> mayBeLate ? futures.after(ProtocolTimes.LATE_CHECK) : NOTHING)
                    .thenCompose(waited -> outlast());
        }
        return futures.after(ProtocolTimes.LATE_CHECK)
                .thenCompose(waited -> pauser.check(ProtocolTimes.UNPAUSE_CALL).handle((paused, failure) -> paused))
                .thenCompose(paused -> {
                    if (Boolean.FALSE.equals(paused)) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // If it is not known to be unpaused, it counts as paused.
                    unpauser.invalidateConfirmation();
                    return unpauser.unpause();
                })
                .thenCompose(unpaused -> outlast());
    }

    /**
     * Another pod may have taken over the address or name of a pod that is gone, and our Pause may have reached it. It is
     * checked over the old connection, and unpaused if the lock is ours.
     */
    private CompletableFuture<Void> unpauseSuccessor() {
        PodConnection old = link.connection();
        return old == null
                ? NOTHING
                : retries.getStageAsync(() -> futures.call(() -> old.checkPaused(ProtocolTimes.UNPAUSE_CALL))
                                .thenCompose(paused ->
                                        paused ? unpauser.holdsLock() : CompletableFuture.completedFuture(false))
                                .thenCompose(ours ->
                                        ours ? futures.call(() -> old.unpause(ProtocolTimes.UNPAUSE_CALL)) : NOTHING))
                        .exceptionally(failure -> null);
    }
}
