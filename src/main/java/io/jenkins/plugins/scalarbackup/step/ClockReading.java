package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.ClockBounds;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reading of a database's clock, as returned by a block of {@code measureClock}. A clock shows its last completed
 * step, so the actual time lies between that and one step later.
 *
 * @param time the time that it shows
 * @param resolution the size of its steps, as far as the reading shows
 */
record ClockReading(Instant time, Duration resolution) {
    /** A larger difference can't be one between clocks: the block returned something else. */
    private static final Duration APART = Duration.ofDays(1);

    private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(100_000_000_000L);
    private static final BigDecimal MILLIS_BELOW = BigDecimal.valueOf(100_000_000_000_000L);
    private static final int NANO_DIGITS = 9;
    private static final int MILLI_DIGITS = 3;
    private static final int LONGEST = 64;
    private static final int MOST = 100;

    /** ISO 8601, and the variants that databases write: a space for the T, an offset of hours only, or UTC or GMT. */
    private static final Pattern ISO = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d)(:\\d\\d)?"
            + "(?:[.,](\\d{1,18}))?\\s?(?:([Zz]|UTC|GMT)|([+-]\\d\\d)(?::?(\\d\\d))?)");

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,20}(?:\\.\\d{1,30})?(?:[eE][+]?\\d{1,2})?");
    private static final Pattern HTTP_DATE = Pattern.compile("(?:[Dd]ate:\\s*)?([A-Z][a-z]{2}, .*)");

    /** Returns what a reading proves that began and ended at these times of the controller's clock. */
    private ClockBounds bounds(Instant began, Instant ended) {
        return ClockBounds.of(began, ended, time, resolution);
    }

    /**
     * Returns what the readings of a block prove about the offset, if the block ran between these times of the
     * controller's clock. Several readings come from several servers of a database; the result holds for all of them.
     */
    static ClockBounds boundsOf(List<ClockReading> readings, Instant began, Instant ended) {
        ClockBounds bounds = null;
        for (ClockReading reading : readings) {
            ClockBounds one = reading.bounds(began, ended);
            bounds = bounds == null ? one : bounds.union(one);
        }
        return bounds;
    }

    /**
     * Parses what a block returned into at least one reading: a List has one for each server of a database.
     *
     * @throws RefusedException showing the value that is not a time
     */
    static List<ClockReading> all(Object value, Instant now) throws RefusedException {
        List<?> list = value instanceof List<?> several ? several : lines(value, now);
        if (list == null) {
            return List.of(of(value, now));
        }
        if (list.isEmpty() || list.size() > MOST) {
            throw new RefusedException("The block returned a list of " + list.size()
                    + " values, but must return what the database's clock says, or a list of that, one for each of 1 to "
                    + MOST + " servers.");
        }
        List<ClockReading> readings = new ArrayList<>();
        for (Object one : list) {
            readings.add(of(one, now));
        }
        return readings;
    }

    /**
     * Splits a command's output for several servers, one on each line; null if it is a single reading, or garbage as a
     * whole.
     */
    private static List<?> lines(Object value, Instant now) {
        if (!(value instanceof CharSequence text)) {
            return null;
        }
        List<String> lines = text.toString()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(MOST + 1L)
                .toList();
        if (lines.size() < 2) {
            return null;
        }
        try {
            of(lines.get(0), now);
            return lines;
        } catch (RefusedException garbage) {
            return null;
        }
    }

    static ClockReading of(Object value, Instant now) throws RefusedException {
        ClockReading reading;
        if (value instanceof Number || value instanceof CharSequence) {
            reading = ofText(value.toString().strip());
        } else if (value instanceof Date date) {
            reading = new ClockReading(date.toInstant(), Duration.ofMillis(1));
        } else {
            throw noTime(value);
        }
        if (Duration.between(now, reading.time()).abs().compareTo(APART) > 0) {
            throw new RefusedException(
                    "The block returned " + ReturnedValue.quoted(value) + ", which is more than a day from this"
                            + " controller's clock, so it is not what a database's clock says now.");
        }
        return reading;
    }

    private static ClockReading ofText(String written) throws RefusedException {
        String text = ReturnedValue.withoutQuotes(written);
        if (text.length() > LONGEST) {
            throw noTime(written);
        }
        try {
            if (NUMBER.matcher(text).matches()) {
                return ofNumber(new BigDecimal(text));
            }
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return ofIso(iso);
            }
            Matcher http = HTTP_DATE.matcher(text);
            if (http.matches()) {
                return new ClockReading(
                        ZonedDateTime.parse(http.group(1), DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant(),
                        Duration.ofSeconds(1));
            }
        } catch (DateTimeException | ArithmeticException impossible) {
            throw noTime(written);
        }
        if (ReturnedValue.lacksOffset(text)) {
            throw new RefusedException("The block returned " + ReturnedValue.quoted(written)
                    + ", which does not say of which time zone: an offset is missing, such as Z or +09:00.");
        }
        throw noTime(written);
    }

    private static ClockReading ofIso(Matcher iso) {
        String seconds = iso.group(3);
        String fraction = iso.group(4);
        if (seconds == null && fraction != null) {
            throw new DateTimeException("a fraction of a minute");
        }
        int digits = fraction == null ? 0 : Math.min(fraction.length(), NANO_DIGITS);
        String offset = iso.group(5) != null ? "Z" : iso.group(6) + ":" + (iso.group(7) == null ? "00" : iso.group(7));
        Instant time = OffsetDateTime.parse(iso.group(1) + "T" + iso.group(2) + (seconds == null ? ":00" : seconds)
                        + (digits == 0 ? "" : "." + fraction.substring(0, digits)) + offset)
                .toInstant();
        return new ClockReading(time, seconds == null ? Duration.ofMinutes(1) : step(digits));
    }

    /** Parses seconds since 1970, or milliseconds if the number is too large for seconds. */
    private static ClockReading ofNumber(BigDecimal number) {
        boolean isMillis = number.compareTo(MILLIS_FROM) >= 0 && number.compareTo(MILLIS_BELOW) < 0;
        BigDecimal seconds = isMillis ? number.movePointLeft(MILLI_DIGITS) : number;
        int digits =
                Math.max(0, Math.min(isMillis ? Math.max(MILLI_DIGITS, seconds.scale()) : number.scale(), NANO_DIGITS));
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        long nanos = seconds.subtract(whole).movePointRight(NANO_DIGITS).longValue();
        return new ClockReading(Instant.ofEpochSecond(whole.longValueExact(), nanos), step(digits));
    }

    private static Duration step(int digits) {
        return Duration.ofNanos((long) Math.pow(10, NANO_DIGITS - digits));
    }

    private static RefusedException noTime(Object value) {
        return new RefusedException("The block returned "
                + (value instanceof CharSequence text && text.toString().isBlank()
                        ? "nothing"
                        : ReturnedValue.quoted(value))
                + ", but must return what the database's clock says: ISO 8601 with an offset, seconds since 1970 with"
                + " decimals, or the Date of an HTTP answer.");
    }
}
