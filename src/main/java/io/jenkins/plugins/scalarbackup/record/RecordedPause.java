package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.PodPause;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One pod's pause, an entry of a target's {@code pauses}.
 *
 * @param pod the pod's name
 * @param uid the pod's UID
 * @param address the address of its Admin service
 * @param pauseSentAt the time Pause was sent
 * @param pauseAnsweredAt the time the pod answered that it had drained; null if it never did
 * @param unpauseSentAt the time the first Unpause was sent
 * @param unpauseConfirmedAt the time the pod was known to be unpaused, or gone
 * @param unpauseTries the number of Unpause requests sent
 * @param error the last error; null if there was none
 * @param notOurs why its pause, if it has one, is somebody else's; null if it can't be
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

    /** Converts a pause to its form in the record. */
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

    /** Returns what went wrong as text; somebody else's pause comes first. */
    public String trouble() {
        return notOurs == null ? error : "Paused by somebody else, and left alone: " + notOurs;
    }

    /** Returns the time of day at which Pause was sent. */
    public String sent() {
        return Times.timeOfDay(pauseSentAt);
    }

    /** Returns how long the pod drained; null if it never did. */
    public String drainedIn() {
        return Times.between(pauseSentAt, pauseAnsweredAt);
    }

    /** Returns how long it was paused; null if it never was, or still is. */
    public String pausedFor() {
        return Times.between(pauseAnsweredAt, unpauseConfirmedAt);
    }

    /** Returns the time of day at which it was known to be unpaused. */
    public String open() {
        return Times.timeOfDay(unpauseConfirmedAt);
    }
}
