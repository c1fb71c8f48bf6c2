package io.jenkins.plugins.scalarbackup.step;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times between which a database can be restored, as returned by a block: a time, a Map, or several of them, one
 * for each table. With several, the worst counts.
 *
 * @param latest the latest restorable time
 * @param earliest the earliest restorable time; null if not returned
 */
record RestorableTimes(Instant latest, Instant earliest) {
    /** No database service returns an earlier time, but exit codes and the like are read as one. */
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    /** Clocks differ by less; microseconds taken for milliseconds are off by more. */
    private static final Duration AHEAD = Duration.ofDays(1);
    /** As seconds, numbers from here on would be in the year 5138 or later, so they are milliseconds. */
    private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    /** A number like 1e-999999999 would otherwise be expanded to all its digits. */
    private static final int MOST_DIGITS = 100;

    private static final int LONGEST_TIME = 64;
    private static final int MOST_LINES = 10_000;

    /** ISO 8601, and the variants that databases write: a space for the T, an offset of hours only, or UTC or GMT. */
    private static final Pattern TIME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[Tt ]+(\\d\\d:\\d\\d(?::\\d\\d)?)"
            + "(?:[.,](\\d{1,9})\\d*)?\\s*(?:([Zz]|UTC|GMT)|([+-]\\d\\d)(?::?(\\d\\d))?)");

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,2})?");

    /** The block returned something that is not a time. */
    static final class NotUnderstoodException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String answer;

        NotUnderstoodException(String answer, String why) {
            super(why);
            this.answer = answer;
        }

        /** Returns the part of the answer that is not a time, shortened. */
        String answer() {
            return answer;
        }
    }

    /**
     * Parses what a block returned.
     *
     * @param now the time of the controller's clock
     * @throws NotUnderstoodException showing the value in one sentence
     */
    static RestorableTimes of(Object value, Instant now) throws NotUnderstoodException {
        if (value instanceof List<?> list) {
            return worst(list, "element", now);
        }
        if (value instanceof CharSequence text) {
            List<String> lines = lines(text.toString());
            if (lines.size() > MOST_LINES) {
                throw new NotUnderstoodException(
                        ReturnedValue.shown(text),
                        "the block returned more than " + MOST_LINES + " lines, which is no list of times");
            }
            if (lines.size() > 1 && lines.stream().anyMatch(line -> isTime(line, now))) {
                return worst(lines, "line", now);
            }
        }
        return one(value, now);
    }

    /**
     * Splits the text. Empty lines count, because some tools print one for a table that has no time; the end of the
     * last line does not.
     */
    private static List<String> lines(String text) {
        return text.isBlank()
                ? List.of(text)
                : text.lines()
                        .flatMap(line -> Arrays.stream(line.split("\t")))
                        .map(String::strip)
                        .limit(MOST_LINES + 1L)
                        .toList();
    }

    private static RestorableTimes worst(List<?> values, String each, Instant now) throws NotUnderstoodException {
        if (values.isEmpty()) {
            throw new NotUnderstoodException("[]", "the block returned an empty list, so that no table was asked");
        }
        Instant latest = null;
        Instant earliest = null;
        for (int i = 0; i < values.size(); i++) {
            RestorableTimes times;
            try {
                times = one(values.get(i), now);
            } catch (NotUnderstoodException wrong) {
                throw new NotUnderstoodException(
                        wrong.answer(),
                        "of what the block returned, " + each + " " + (i + 1) + " of " + values.size() + ": "
                                + wrong.getMessage());
            }
            latest = latest == null || times.latest().isBefore(latest) ? times.latest() : latest;
            if (times.earliest() != null
                    && (earliest == null || times.earliest().isAfter(earliest))) {
                earliest = times.earliest();
            }
        }
        return new RestorableTimes(latest, earliest);
    }

    private static RestorableTimes one(Object value, Instant now) throws NotUnderstoodException {
        if (!(value instanceof Map<?, ?> map)) {
            return new RestorableTimes(time(value, "the block returned ", now), null);
        }
        if (!map.containsKey("latest")) {
            throw new NotUnderstoodException(
                    ReturnedValue.shown(map),
                    "the block returned a Map without latest, with " + ReturnedValue.shown(keys(map)));
        }
        Object earliest = map.get("earliest");
        return new RestorableTimes(
                time(map.get("latest"), "latest is ", now),
                earliest == null ? null : time(earliest, "earliest is ", now));
    }

    private static String keys(Map<?, ?> map) {
        return map.isEmpty()
                ? "nothing in it"
                : String.join(", ", map.keySet().stream().map(String::valueOf).toList());
    }

    private static boolean isTime(String text, Instant now) {
        try {
            time(text, "", now);
            return true;
        } catch (NotUnderstoodException none) {
            return false;
        }
    }

    private static Instant time(Object value, String named, Instant now) throws NotUnderstoodException {
        Instant time;
        if (value instanceof Number number) {
            time = ofNumber(number.toString(), named);
        } else if (value instanceof CharSequence text) {
            time = ofText(text.toString().strip(), named);
        } else if (value instanceof Date date) {
            time = date.toInstant();
        } else if (value instanceof Instant instant) {
            time = instant;
        } else if (value instanceof OffsetDateTime dated) {
            time = dated.toInstant();
        } else {
            throw noTime(value, named);
        }
        if (time.isBefore(FIRST)) {
            throw new NotUnderstoodException(
                    ReturnedValue.shown(value),
                    named + ReturnedValue.quoted(value) + ", which is before 2000 and so no restorable time");
        }
        if (time.isAfter(now.plus(AHEAD))) {
            throw new NotUnderstoodException(
                    ReturnedValue.shown(value),
                    named + ReturnedValue.quoted(value)
                            + ", which is more than a day ahead of this controller's clock");
        }
        return time;
    }

    private static Instant ofText(String written, String named) throws NotUnderstoodException {
        String text = ReturnedValue.withoutQuotes(written);
        if (text.isEmpty()) {
            throw new NotUnderstoodException("", named + "nothing, so that there is no restorable time");
        }
        if (text.length() <= LONGEST_TIME) {
            if (NUMBER.matcher(text).matches()) {
                return ofNumber(text, named);
            }
            Matcher iso = TIME.matcher(text);
            if (iso.matches()) {
                return ofIso(iso, text, named);
            }
            if (ReturnedValue.lacksOffset(text)) {
                throw new NotUnderstoodException(
                        ReturnedValue.shown(text),
                        named + ReturnedValue.quoted(text)
                                + ", which does not say of which time zone: an offset is missing,"
                                + " such as Z or +09:00");
            }
        }
        throw noTime(text, named);
    }

    private static Instant ofIso(Matcher iso, String text, String named) throws NotUnderstoodException {
        String clock = iso.group(2).length() == 5 ? iso.group(2) + ":00" : iso.group(2);
        String fraction = iso.group(3) == null ? "" : "." + iso.group(3);
        String offset = iso.group(4) != null ? "Z" : iso.group(5) + ":" + (iso.group(6) == null ? "00" : iso.group(6));
        try {
            return OffsetDateTime.parse(iso.group(1) + "T" + clock + fraction + offset)
                    .toInstant();
        } catch (DateTimeException impossible) {
            throw noTime(text, named);
        }
    }

    /** Parses seconds or milliseconds since 1970. */
    private static Instant ofNumber(String text, String named) throws NotUnderstoodException {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException none) {
            // NaN and infinities
            throw noTime(text, named);
        }
        if (Math.abs(number.scale()) > MOST_DIGITS || number.abs().compareTo(LARGEST) > 0) {
            throw noTime(text, named);
        }
        BigDecimal millis = number.abs().compareTo(MILLIS_FROM) < 0 ? number.movePointRight(3) : number;
        return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
    }

    private static NotUnderstoodException noTime(Object value, String named) {
        String text = value == null ? "null" : String.valueOf(value).strip();
        boolean none = value == null || text.toLowerCase(Locale.ROOT).matches("none|null|n/a|undefined|-");
        return new NotUnderstoodException(
                ReturnedValue.shown(value),
                named
                        + ReturnedValue.quoted(value)
                        + (none
                                ? ", which is no time: is point-in-time recovery switched on, and old enough?"
                                : ", which is no time; it must be ISO 8601 with an offset, or seconds or milliseconds"
                                        + " since 1970"));
    }
}
