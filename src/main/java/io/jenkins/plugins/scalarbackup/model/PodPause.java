package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;

/**
 * A pod's pause.
 *
 * @param pod its name
 * @param uid its UID
 * @param address the address of its Admin service that was used
 * @param pauseSentAt when Pause was sent
 * @param pauseAnsweredAt when the pod answered that it had drained; null if it never did
 * @param unpauseSentAt when the first Unpause was sent
 * @param unpauseConfirmedAt when the pod was known to be unpaused, or gone
 * @param unpauseTries the number of Unpause requests sent
 * @param error the last error, as text; null if there was none
 * @param notOurs why a remaining pause would be somebody else's, which this window leaves alone; null if it would be ours
 */
public record PodPause(
        String pod,
        String uid,
        String address,
        Instant pauseSentAt,
        Instant pauseAnsweredAt,
        Instant unpauseSentAt,
        Instant unpauseConfirmedAt,
        int unpauseTries,
        String error,
        String notOurs) {
    /** A pause that is not somebody else's. */
    public PodPause(
            String pod,
            String uid,
            String address,
            Instant pauseSentAt,
            Instant pauseAnsweredAt,
            Instant unpauseSentAt,
            Instant unpauseConfirmedAt,
            int unpauseTries,
            String error) {
        this(
                pod,
                uid,
                address,
                pauseSentAt,
                pauseAnsweredAt,
                unpauseSentAt,
                unpauseConfirmedAt,
                unpauseTries,
                error,
                null);
    }

    /** Returns whether the pod may have been paused for some time, by us or by somebody else. */
    boolean mayHaveBeenPaused() {
        return pauseAnsweredAt != null || unpauseSentAt != null || unpauseConfirmedAt != null || notOurs != null;
    }
}
