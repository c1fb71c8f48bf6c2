package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RightDenials;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Renews a window's locks periodically, and reports when one is lost for good. */
final class LockRenewal {
    /** Delay before a failed renewal is retried: little time is left until the margin. */
    static final Duration RETRY_DELAY = ProtocolTimes.RENEWAL_RETRY;

    private final EventLoop loop;
    private final Supplier<CompletableFuture<Void>> renew;
    private final Consumer<String> lost;
    private EventLoop.Timer next = () -> {};
    private boolean ended;
    private boolean isLossReported;
    private final RightDenials denials = new RightDenials();

    /**
     * @param renew renews all; fails as the first failed renewal
     * @param lost called once, when a lock is lost for good
     */
    LockRenewal(EventLoop loop, Supplier<CompletableFuture<Void>> renew, Consumer<String> lost) {
        this.loop = loop;
        this.renew = renew;
        this.lost = lost;
    }

    /**
     * Renews locks periodically during a long operation, without a report of failures: the operation itself finds out.
     *
     * @param locks called before each renewal
     * @param isOver ends the renewals
     */
    static void during(
            EventLoop loop,
            Supplier<? extends Collection<WorkloadLock>> locks,
            BooleanSupplier isOver,
            Consumer<WorkloadLock> renew) {
        loop.after(WorkloadLock.RENEWAL, () -> {
            if (!isOver.getAsBoolean()) {
                locks.get().forEach(renew);
                during(loop, locks, isOver, renew);
            }
        });
    }

    /** Renews them periodically until {@link #end()}. */
    void begin() {
        renewAfter(WorkloadLock.RENEWAL);
    }

    /** Stops renewing them. */
    void end() {
        ended = true;
        // A pending timer would keep the whole window in memory.
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
                if (loss != null && !isLossReported) {
                    isLossReported = true;
                    lost.accept(loss);
                }
                renewAfter(failure == null ? WorkloadLock.RENEWAL : RETRY_DELAY);
            });
        });
    }

    /**
     * Returns why the lock is lost for good; null if it may not be. An API server that refuses every credential won't
     * accept the next renewal either, unless it has only just started.
     */
    private String lossOf(Throwable failure) {
        if (failure instanceof LockLostException gone) {
            return gone.getMessage();
        }
        boolean refused = failure instanceof ClusterException answer
                && (answer.kind() == ClusterException.Kind.UNAUTHORIZED
                        || answer.kind() == ClusterException.Kind.FORBIDDEN);
        if (!refused) {
            denials.noteNone();
            return null;
        }
        return denials.noteDenial(loop.nanoTime())
                ? "the lock can't be renewed any more: " + Sentences.withoutStop(failure.getMessage())
                : null;
    }
}
