package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;

/**
 * A row of the table that describes the picture.
 *
 * @param offset the time since the pause started, {@code +1.250 s}
 * @param time the record's time, ISO 8601
 * @param what the event
 */
public record Moment(String offset, String time, String what) {
    static Moment of(Instant from, String time, String what) {
        Instant at = Times.at(time);
        return new Moment(at == null ? "" : offset(Duration.between(from, at).toMillis()), time, what);
    }

    private static String offset(long millis) {
        return (millis < 0 ? "" : "+") + Times.seconds(millis);
    }
}
