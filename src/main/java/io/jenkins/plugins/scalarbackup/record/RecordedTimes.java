package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Instant;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * When what happened in a window, the record's {@code window}: ISO 8601, and milliseconds.
 *
 * @param pauseStarted before the first Pause was sent
 * @param pauseCompleted after every pod had drained and said that it is paused
 * @param verifiedUntil before the closing check was sent
 * @param unpauseStarted before the first Unpause was sent
 * @param unpauseCompleted when the last pod had said that it is open
 * @param mostPodsOpenAt when most pods were known to be open; null where they are not, and in older records
 * @param lastPodOpenAt when the last one was; null where one is not, and in older records
 * @param durationMillis how long the window was; null where there was none
 * @param outageMillis what the users of the database felt; null where that is not known
 * @param requestedMillis how long the window was asked to last
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

    /** When one pod opens so much later than most, whoever reads of the outage wants to know. */
    boolean isLastPodLate() {
        Instant most = Times.at(mostPodsOpenAt);
        Instant last = Times.at(lastPodOpenAt);
        return most != null && (last == null ? unpauseCompleted == null : !last.isBefore(most.plusSeconds(1)));
    }

    /** {@code most pods after 1.204 s}; null where the last was as quick, or nothing is known. */
    public String mostOpen() {
        return isLastPodLate() ? "most pods after " + Times.between(pauseStarted, mostPodsOpenAt) : null;
    }

    /** {@code 10.333 s}; null where there is none. */
    public String duration() {
        return Times.seconds(durationMillis);
    }

    /** {@code 10.333 s}; null where there is none. */
    public String outage() {
        return Times.seconds(outageMillis);
    }

    /** {@code 10.000 s}. */
    public String requested() {
        return Times.seconds(requestedMillis);
    }
}
