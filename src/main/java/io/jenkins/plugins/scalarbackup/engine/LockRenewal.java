package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RightRefusals;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Renews a window's locks from time to time, and says when one is lost for good. */
final class LockRenewal {
    /** After a renewal that failed: there is little time left to the margin. */
    static final Duration SOON = ProtocolTimes.RENEWAL_AGAIN;

    private final EventLoop loop;
    private final Supplier<CompletableFuture<Void>> renew;
    private final Consumer<String> lost;
    private EventLoop.Timer next = () -> {};
    private boolean ended;
    private boolean toldLost;
    private final RightRefusals refusals = new RightRefusals();

    /**
     * @param renew renews all; fails as the first one that could not be
     * @param lost hears once, when a lock is seen to be another's
     */
    LockRenewal(EventLoop loop, Supplier<CompletableFuture<Void>> renew, Consumer<String> lost) {
        this.loop = loop;
        this.renew = renew;
        this.lost = lost;
    }

    /** Renews them from time to time until {@link #end()}. */
    void begin() {
        renewAfter(WorkloadLock.RENEWAL);
    }

    /** Renews them no more. */
    void end() {
        ended = true;
        // A timer that is still due would keep the whole window in memory.
        next.cancel();
    }

    private void renewAfter(Duration delay) {
        if (ended) {
            return;
        }
        next = loop.after(delay, () -> {
            if (ended) {
                return;
            }
            renew.get().whenComplete((renewed, failure) -> {
                String loss = lossOf(Failures.cause(failure));
                if (loss != null && !toldLost) {
                    toldLost = true;
                    lost.accept(loss);
                }
                renewAfter(failure == null ? WorkloadLock.RENEWAL : SOON);
            });
        });
    }

    /**
     * Why a lock is lost for good; null while that is open. Where the API server goes on to refuse every credential that
     * there is, nothing is gained by waiting until the lock runs out: production comes first. One that has just started does
     * so, too, but not for long.
     */
    private String lossOf(Throwable failure) {
        if (failure instanceof LockLostException gone) {
            return gone.getMessage();
        }
        boolean refused = failure instanceof ClusterException answer
                && (answer.kind() == ClusterException.Kind.UNAUTHORIZED
                        || answer.kind() == ClusterException.Kind.FORBIDDEN);
        if (!refused) {
            refusals.none();
            return null;
        }
        return refusals.isMeant(loop.nanoTime())
                ? "the lock can't be renewed any more: " + Sentences.withoutStop(failure.getMessage())
                : null;
    }
}
