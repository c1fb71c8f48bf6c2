package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Leases;
import java.time.Duration;
import java.util.Objects;

/**
 * Watches whether the holder of a lock is alive. It is dead when no renewal was seen for a whole duration by our own
 * clock; no clock of another machine is compared.
 */
final class HolderWatch {
    private final EventLoop loop;
    private Leases.Lease observed;
    private long observedSince;
    private boolean sawItRenewed;

    HolderWatch(EventLoop loop) {
        this.loop = loop;
    }

    /** Looks once more. */
    boolean isDead(Leases.Lease lease) {
        boolean isAnother = observed == null || !Objects.equals(observed.holder(), lease.holder());
        boolean isRenewed = isAnother || !Objects.equals(observed.renewals(), lease.renewals());
        if (isRenewed || !Objects.equals(observed.version(), lease.version())) {
            sawItRenewed = !isAnother && (sawItRenewed || isRenewed);
            observed = lease;
            observedSince = loop.nanoTime();
        }
        return unchanged().compareTo(duration(lease)) > 0;
    }

    /** For how long it is known not to have been renewed. */
    Duration unchanged() {
        return Duration.ofNanos(loop.nanoTime() - observedSince);
    }

    /** Whether its present holder was seen to renew it. */
    boolean sawItRenewed() {
        return sawItRenewed;
    }

    static Duration duration(Leases.Lease lease) {
        return Duration.ofSeconds(Math.max(1, lease.durationSeconds()));
    }
}
