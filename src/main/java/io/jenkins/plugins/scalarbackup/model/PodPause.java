package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;

/**
 * One pod's pause.
 *
 * @param pod its name
 * @param uid its UID
 * @param address where its Admin service was spoken to
 * @param pauseSentAt when Pause was sent
 * @param pauseAnsweredAt when the pod answered that it had drained; null when it never did
 * @param unpauseSentAt when the first Unpause was sent
 * @param unpauseConfirmedAt when the pod was known to be open, or gone
 * @param unpauseTries how many Unpause requests were sent
 * @param error the last thing that went wrong, in words; null when nothing did
 * @param notOurs why the pause that it may still have is somebody else's, which this window leaves alone; null where it
 *     has none
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
    /** One that nobody else holds. */
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

    /** Whether it was closed for a while, by us or by somebody else, as far as anybody knows. */
    boolean mayHaveBeenPaused() {
        return pauseAnsweredAt != null || unpauseSentAt != null || unpauseConfirmedAt != null || notOurs != null;
    }
}
