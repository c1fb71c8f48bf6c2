package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The times of a window, the record's {@code window}: in ISO 8601, and milliseconds.
 *
 * @param pauseStarted the time before the first Pause was sent
 * @param pauseCompleted the time after every pod had drained and confirmed that it is paused
 * @param verifiedUntil the time before the closing check was sent
 * @param unpauseStarted the time before the first Unpause was sent
 * @param unpauseCompleted the time when the last pod confirmed that it is unpaused
 * @param mostPodsOpenAt the time when most pods were known to be unpaused; null if they are not, and in older records
 * @param lastPodOpenAt the time when the last pod was; null if one is not, and in older records
 * @param durationMillis the length of the window; null if there was none
 * @param outageMillis how long users of the database were affected; null if unknown
 * @param requestedMillis the requested length of the window
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedTimes(
        @Exported String pauseStarted,
        @Exported String pauseCompleted,
        @Exported String verifiedUntil,
        @Exported String unpauseStarted,
        @Exported String unpauseCompleted,
        @Exported String mostPodsOpenAt,
        @Exported String lastPodOpenAt,
        @Exported Long durationMillis,
        @Exported Long outageMillis,
        @Exported long requestedMillis) {
    static final RecordedTimes NONE = new RecordedTimes(null, null, null, null, null, null, null, null, null, 0);

    static RecordedTimes of(WindowTimes times, Instant mostPodsOpenAt, Instant lastPodOpenAt) {
        return new RecordedTimes(
                Times.iso(times.pauseStarted()),
                Times.iso(times.pauseCompleted()),
                Times.iso(times.verifiedUntil()),
                Times.iso(times.unpauseStarted()),
                Times.iso(times.unpauseCompleted()),
                Times.iso(mostPodsOpenAt),
                Times.iso(lastPodOpenAt),
                times.durationMillis(),
                times.outageMillis(),
                times.requestedMillis());
    }

    /** Returns whether the last pod was unpaused so much later than most that readers of the outage should know. */
    boolean isLastPodLate() {
        Instant most = Times.at(mostPodsOpenAt);
        Instant last = Times.at(lastPodOpenAt);
        return most != null && (last == null ? unpauseCompleted == null : !last.isBefore(most.plusSeconds(1)));
    }

    /** Returns {@code most pods after 1.204 s}; null if the last was as quick, or nothing is known. */
    public String mostOpen() {
        return isLastPodLate() ? "most pods after " + Times.between(pauseStarted, mostPodsOpenAt) : null;
    }

    /** Returns {@code 10.333 s}; null if there is none. */
    public String duration() {
        return Times.seconds(durationMillis);
    }

    /** Returns {@code 10.333 s}; null if there is none. */
    public String outage() {
        return Times.seconds(outageMillis);
    }

    /** Returns {@code 10.000 s}. */
    public String requested() {
        return Times.seconds(requestedMillis);
    }
}
