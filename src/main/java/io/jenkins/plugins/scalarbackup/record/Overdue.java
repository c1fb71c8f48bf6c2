package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.Plural;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An expected backup of a workload that is late. Hours are elapsed time; changes of the local time don't matter.
 *
 * @param kind the kind of window that was expected
 * @param everyHours the expected interval in hours
 * @param newest the start of the newest window of that kind; null if there is none
 * @param since the start of the wait: {@code newest}, else the time it was first expected
 */
public record Overdue(Kind kind, int everyHours, Instant newest, Instant since) {
    /** The largest correction of a clock that nobody has to care about. */
    private static final Duration CLOCKS_SET_BACK = Duration.ofMinutes(10);

    /** The kinds of windows that can be expected. */
    public enum Kind {
        PROVEN("proven"),
        RESTORABLE("known to be restorable"),
        /** The window's restore was tested, and the result was sound. */
        RESTORE_TESTED("restore-tested");

        private final String adjective;

        Kind(String adjective) {
            this.adjective = adjective;
        }

        /** Returns the maximum age of the newest window of this kind in hours; null if none is expected. */
        Integer hoursOf(Expectation expected) {
            return switch (this) {
                case PROVEN -> expected.proven();
                case RESTORABLE -> expected.restorable();
                case RESTORE_TESTED -> expected.restoreTested();
            };
        }

        /**
         * Returns whether a window is of this kind.
         *
         * @param findings returns the findings on a window by its ID; only called if they matter
         */
        public boolean isOf(RecordIndexEntry window, Function<String, FindingSummary> findings) {
            if (!window.windowProven() || this == PROVEN) {
                return window.windowProven();
            }
            FindingSummary known = findings.apply(window.id());
            return this == RESTORABLE
                    ? Boolean.TRUE.equals(known.restorable())
                    : known.test() != null && known.test().isSound();
        }
    }

    /**
     * What matters here about a window.
     *
     * @param began the start of its pause, in the record's format; null if there was none, so that it can't be of any
     *     kind
     * @param expected the expectation in its record; null if that no longer counts because the job is gone
     * @param kinds tells whether it is of a kind; only called for windows that may be the newest
     */
    public record Seen(String began, Expectation expected, Predicate<Kind> kinds) {}

    /**
     * Returns what is overdue.
     *
     * @param windows the windows of one workload, the newest first; the first with an expectation decides what is
     *     expected
     */
    public static List<Overdue> of(List<Seen> windows, Instant now) {
        List<Overdue> overdue = new ArrayList<>();
        List<Seen> expecting =
                windows.stream().filter(window -> window.expected() != null).toList();
        for (Kind kind : Kind.values()) {
            Integer hours =
                    expecting.isEmpty() ? null : kind.hoursOf(expecting.get(0).expected());
            if (hours != null) {
                Instant newest = newest(windows, kind, now);
                Instant since = newest == null ? firstExpected(expecting, kind, now) : newest;
                if (since != null && isLate(since, hours, now)) {
                    overdue.add(new Overdue(kind, hours, newest, since));
                }
            }
        }
        return overdue;
    }

    private static boolean isLate(Instant since, int hours, Instant now) {
        return Duration.between(since, now).compareTo(Duration.ofHours(hours)) > 0;
    }

    /**
     * Returns the start of the newest window of a kind; null if there is none. The start decides, not the order in
     * which the records were written: the record of a window that hung is written late. A window from the future (the
     * controller's clock was wrong) does not count: it would remain the newest until that time.
     */
    public static Instant newest(List<Seen> windows, Kind kind, Instant now) {
        // All times in records have the same form, which sorts by time. There may be thousands of windows.
        String newest = null;
        for (Seen window : windows) {
            String began = window.began();
            if (began != null
                    && (newest == null || began.compareTo(newest) > 0)
                    && window.kinds().test(kind)
                    && isPast(Times.at(began), now)) {
                newest = began;
            }
        }
        return Times.at(newest);
    }

    /** Returns the start of the first window in the latest unbroken series of windows that expect this kind. */
    private static Instant firstExpected(List<Seen> windows, Kind kind, Instant now) {
        int series = 0;
        while (series < windows.size() && kind.hoursOf(windows.get(series).expected()) != null) {
            series++;
        }
        for (int first = series - 1; first >= 0; first--) {
            Instant began = Times.at(windows.get(first).began());
            if (isPast(began, now)) {
                return began;
            }
        }
        return null;
    }

    static boolean isPast(Instant began, Instant now) {
        return began != null && !began.isAfter(latestStart(now));
    }

    /** Returns the latest start of a window that is believed: the clock may have been set back a little since. */
    static Instant latestStart(Instant now) {
        return now.plus(CLOCKS_SET_BACK);
    }

    /** Returns the time at which it was due. */
    public Instant due() {
        return since.plus(Duration.ofHours(everyHours));
    }

    /** Returns a sentence for a person. */
    public String inWords(Instant now) {
        String every = ", but one is expected every " + Plural.choose(everyHours, "hour", everyHours + " hours") + ".";
        return newest == null
                ? "No window is " + kind.adjective + " more than " + hours(now) + " after the first was expected"
                        + every
                : "The newest window that is " + kind.adjective + " is more than " + hours(now) + " old" + every;
    }

    private String hours(Instant now) {
        return Plural.count(Duration.between(since, now).toHours(), "hour");
    }
}
