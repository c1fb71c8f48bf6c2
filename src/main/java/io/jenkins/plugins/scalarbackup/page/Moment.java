package io.jenkins.plugins.scalarbackup.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A row of the table that says what the picture shows.
 *
 * @param offset seconds since the pause started, {@code +1.250 s}
 * @param time ISO 8601, as the record has it
 * @param what what happened
 */
public record Moment(String offset, String time, String what) {
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    static Moment of(Instant from, String time, String what) {
        Instant at = at(time);
        return new Moment(at == null ? "" : offset(Duration.between(from, at).toMillis()), time, what);
    }

    private static String offset(long millis) {
        return (millis < 0 ? "" : "+") + seconds(millis);
    }

    /** A time of the record; null of null, and of what is none. */
    static Instant at(String iso) {
        try {
            return iso == null ? null : Instant.parse(iso);
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** {@code 10.333 s}; null of null. */
    static String seconds(Long millis) {
        if (millis == null) {
            return null;
        }
        long size = Math.abs(millis);
        return String.format(Locale.ROOT, "%s%d.%03d s", millis < 0 ? "-" : "", size / 1000, size % 1000);
    }

    /** {@code 0.873 s}; null without both. */
    static String between(String from, String until) {
        Instant first = at(from);
        Instant last = at(until);
        return first == null || last == null
                ? null
                : seconds(Duration.between(first, last).toMillis());
    }

    /** {@code 10:04:57.250}, UTC; null of null. */
    static String timeOfDay(String iso) {
        Instant time = at(iso);
        return time == null ? null : timeOfDay(time);
    }

    static String timeOfDay(Instant time) {
        return TIME_OF_DAY.format(time);
    }
}
