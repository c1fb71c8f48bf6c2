package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Leases;
import java.time.Duration;
import java.util.Objects;

/**
 * Watches whether the holder of a lock is alive. It is dead if no renewal was seen for a whole duration by our own clock;
 * clocks of other machines are never compared.
 */
final class HolderWatch {
    private final EventLoop loop;
    private Leases.Lease observed;
    private long observedSince;
    private boolean sawItRenewed;

    HolderWatch(EventLoop loop) {
        this.loop = loop;
    }

    /** Notes the current state of the lock and tells whether its holder is dead. */
    boolean isDead(Leases.Lease lease) {
        boolean isAnother = observed == null || !Objects.equals(observed.holder(), lease.holder());
        boolean isRenewed = isAnother || !Objects.equals(observed.renewals(), lease.renewals());
        if (isRenewed || !Objects.equals(observed.version(), lease.version())) {
            sawItRenewed = !isAnother && (sawItRenewed || isRenewed);
            observed = lease;
            observedSince = loop.nanoTime();
        }
        return unchangedFor().compareTo(duration(lease)) > 0;
    }

    /** Notes a renewal that somebody else made for the holder: no sign of life, but it has a whole duration from now on. */
    void noteRenewalForHolder(Leases.Lease lease) {
        observed = lease;
        observedSince = loop.nanoTime();
    }

    /** Returns how long it is known not to have been renewed. */
    Duration unchangedFor() {
        return Duration.ofNanos(loop.nanoTime() - observedSince);
    }

    /** Returns whether its current holder was seen to renew it. */
    boolean sawItRenewed() {
        return sawItRenewed;
    }

    static Duration duration(Leases.Lease lease) {
        return Duration.ofSeconds(Math.max(1, lease.durationSeconds()));
    }
}
