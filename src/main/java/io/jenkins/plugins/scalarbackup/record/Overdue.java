package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.Plural;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Something that was expected of a workload's backups and did not come in time. Hours are elapsed time: what local clocks
 * were set to in between makes none longer.
 *
 * @param kind what
 * @param everyHours how often it was expected
 * @param newest when the newest window of that kind began; null where there is none
 * @param since since when it is waited for: {@code newest}, else when it was first expected
 */
public record Overdue(Kind kind, int everyHours, Instant newest, Instant since) {
    /** By how much a clock is put right without anybody having to think of it. */
    private static final Duration CLOCKS_SET_BACK = Duration.ofMinutes(10);

    /** What can be expected. */
    public enum Kind {
        /** A window that is proven. */
        PROVEN("proven"),
        /** One that is known to be restorable. */
        RESTORABLE("known to be restorable"),
        /** One whose restore was tested and found sound. */
        RESTORE_TESTED("restore-tested");

        private final String adjective;

        Kind(String adjective) {
            this.adjective = adjective;
        }

        /** How old the newest of this kind may be, in hours; null where nothing is expected. */
        Integer hoursOf(Expectation expected) {
            return switch (this) {
                case PROVEN -> expected.proven();
                case RESTORABLE -> expected.restorable();
                case RESTORE_TESTED -> expected.restoreTested();
            };
        }
    }

    /**
     * A window, by what matters here.
     *
     * @param began when its pause began, as the record has it; null where no pause did, so that it can't be of any kind
     * @param expected what its record says is expected; null where that has no say any more, since its job is gone
     * @param kinds whether it is of a kind; asked of those only that may be the newest
     */
    public record Seen(String began, Expectation expected, Predicate<Kind> kinds) {}

    /**
     * What is overdue.
     *
     * @param windows of one workload, the newest first; the first that has a say says what is expected
     */
    public static List<Overdue> of(List<Seen> windows, Instant now) {
        List<Overdue> overdue = new ArrayList<>();
        List<Seen> saying =
                windows.stream().filter(window -> window.expected() != null).toList();
        for (Kind kind : Kind.values()) {
            Integer hours = saying.isEmpty() ? null : kind.hoursOf(saying.get(0).expected());
            if (hours != null) {
                Instant newest = newest(windows, kind, now);
                Instant since = newest == null ? firstExpected(saying, kind, now) : newest;
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
     * When the newest window of a kind began; null where there is none. By when it began, and not by the order in which
     * records were written: those of a window that hung come late. One from the future, when the controller's clock was
     * wrong, does not count: it would be the newest until that time has come.
     */
    public static Instant newest(List<Seen> windows, Kind kind, Instant now) {
        // Records have all times in one form, in which the later one is the greater text. There may be thousands of
        // them.
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

    /** When it was expected first, without a record in between that did not say so. */
    private static Instant firstExpected(List<Seen> windows, Kind kind, Instant now) {
        Instant first = null;
        for (Seen window : windows) {
            if (kind.hoursOf(window.expected()) == null) {
                break;
            }
            Instant began = Times.at(window.began());
            first = isPast(began, now) ? began : first;
        }
        return first;
    }

    private static boolean isPast(Instant began, Instant now) {
        return began != null && !began.isAfter(now.plus(CLOCKS_SET_BACK));
    }

    /** When it was due. */
    public Instant due() {
        return since.plus(Duration.ofHours(everyHours));
    }

    /** For a person, a sentence. */
    public String inWords(Instant now) {
        String every = ", but one is expected every " + Plural.choose(everyHours, "hour", everyHours + " hours") + ".";
        return newest == null
                ? "No window is " + kind.adjective + ", " + hours(now) + " after the first was expected" + every
                : "The newest window that is " + kind.adjective + " is " + hours(now) + " old" + every;
    }

    private String hours(Instant now) {
        return Plural.count(Duration.between(since, now).toHours(), "hour");
    }
}
