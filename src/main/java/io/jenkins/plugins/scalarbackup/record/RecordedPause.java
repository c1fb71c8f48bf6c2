package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.PodPause;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One pod's pause, an entry of a target's {@code pauses}.
 *
 * @param pod its name
 * @param uid its UID
 * @param address where its Admin service was spoken to
 * @param pauseSentAt when Pause was sent
 * @param pauseAnsweredAt when the pod answered that it had drained; null when it never did
 * @param unpauseSentAt when the first Unpause was sent
 * @param unpauseConfirmedAt when the pod was known to be open, or gone
 * @param unpauseTries how many Unpause requests were sent
 * @param error the last thing that went wrong; null when nothing did
 * @param notOurs why the pause that it may still have is somebody else's; null where it has none
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedPause(
        @Exported String pod,
        @Exported String uid,
        @Exported String address,
        @Exported String pauseSentAt,
        @Exported String pauseAnsweredAt,
        @Exported String unpauseSentAt,
        @Exported String unpauseConfirmedAt,
        @Exported long unpauseTries,
        @Exported String error,
        @Exported String notOurs) {
    public RecordedPause {
        pod = pod == null ? "" : pod;
    }

    /** As the record has it. */
    public static RecordedPause of(PodPause pause) {
        return new RecordedPause(
                pause.pod(),
                pause.uid(),
                pause.address(),
                Times.iso(pause.pauseSentAt()),
                Times.iso(pause.pauseAnsweredAt()),
                Times.iso(pause.unpauseSentAt()),
                Times.iso(pause.unpauseConfirmedAt()),
                pause.unpauseTries(),
                pause.error(),
                pause.notOurs());
    }

    /** What went wrong, in words; that somebody else holds it first. */
    public String trouble() {
        return notOurs == null ? error : "Paused by somebody else, and left alone: " + notOurs;
    }

    /** When Pause was sent, a time of day. */
    public String sent() {
        return Times.timeOfDay(pauseSentAt);
    }

    /** How long the pod drained; null when it never did. */
    public String drainedIn() {
        return Times.between(pauseSentAt, pauseAnsweredAt);
    }

    /** How long it was paused; null when it never was, or is. */
    public String pausedFor() {
        return Times.between(pauseAnsweredAt, unpauseConfirmedAt);
    }

    /** When it was known to be open. */
    public String open() {
        return Times.timeOfDay(unpauseConfirmedAt);
    }
}
