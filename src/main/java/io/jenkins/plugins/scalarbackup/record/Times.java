package io.jenkins.plugins.scalarbackup.record;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Formats times and durations for the record and its readers, all of them in UTC. */
public final class Times {
    private static final DateTimeFormatter MILLIS = formatter("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final DateTimeFormatter SECONDS = formatter("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter TIME_OF_DAY = formatter("HH:mm:ss.SSS");

    private Times() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Returns {@code 2026-11-22T10:05:03.007Z}; null for null. */
    public static String iso(Instant time) {
        return time == null ? null : MILLIS.format(time);
    }

    /** Returns {@code 2026-11-22T10:05:03Z}, the form that restoring tools take. */
    static String isoSeconds(Instant time) {
        return SECONDS.format(time);
    }

    /** Formats a time in UTC by a pattern. */
    static String in(String pattern, Instant time) {
        return formatter(pattern).format(time);
    }

    /**
     * Returns {@code 2026-11-22 10:05 UTC}, for people who need the approximate time; anything but a time is returned
     * unchanged.
     */
    public static String toMinutes(String iso) {
        Instant time = at(iso);
        return time == null ? iso : in("uuuu-MM-dd HH:mm 'UTC'", time);
    }

    static Instant toMillis(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Parses a time of a record; null for null, and for anything but a time. */
    public static Instant at(String iso) {
        try {
            return iso == null ? null : Instant.parse(iso);
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** Returns {@code 10:04:57.250}; null for null. */
    public static String timeOfDay(String iso) {
        Instant time = at(iso);
        return time == null ? null : timeOfDay(time);
    }

    /** Returns {@code 10:04:57.250}. */
    public static String timeOfDay(Instant time) {
        return TIME_OF_DAY.format(time);
    }

    /** Returns {@code 0.873 s}; null if either is missing. */
    public static String between(String from, String until) {
        Instant first = at(from);
        Instant last = at(until);
        return first == null || last == null
                ? null
                : seconds(Duration.between(first, last).toMillis());
    }

    /** Returns {@code 10.333 s}; null for null. */
    public static String seconds(Long millis) {
        if (millis == null) {
            return null;
        }
        long size = Math.abs(millis);
        return String.format(Locale.ROOT, "%s%d.%03d s", millis < 0 ? "-" : "", size / 1000, size % 1000);
    }
}
