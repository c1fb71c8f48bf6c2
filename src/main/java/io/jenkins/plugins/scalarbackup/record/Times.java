package io.jenkins.plugins.scalarbackup.record;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How the record writes times and durations. */
final class Times {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** {@code 2026-11-22T10:05:03.007Z}; null of null. */
    static String iso(Instant time) {
        return time == null ? null : MILLIS.format(time);
    }

    /** {@code 2026-11-22T10:05:03Z}, as restoring tools take it. */
    static String isoSeconds(Instant time) {
        return SECONDS.format(time);
    }

    /** A time in another form, in UTC. */
    static String in(String pattern, Instant time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    static Instant toMillis(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@code 10.333 s}. */
    static String seconds(long millis) {
        Duration duration = Duration.ofMillis(Math.abs(millis));
        return String.format(
                Locale.ROOT, "%s%d.%03d s", millis < 0 ? "-" : "", duration.toSeconds(), duration.toMillisPart());
    }
}
