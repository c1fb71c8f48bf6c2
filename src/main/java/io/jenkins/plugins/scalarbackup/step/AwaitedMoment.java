package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.RecordedPoint;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of {@code awaitRestorable}: the database, and the moment to which it must be restorable. */
final class AwaitedMoment implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int TIMEOUT = 1_200;
    /** Ten years, in seconds: no point-in-time recovery goes back that far. */
    private static final int LONGEST_AGE = 10 * 365 * 24 * 3_600;

    private static final int MOST_DAYS = 3_650;
    /** Times further in the future are typing errors, or of another time zone. */
    private static final Duration AHEAD = Duration.ofDays(1);

    boolean windowGiven;
    String window;
    String database;
    String time;
    Integer age;
    int timeout = TIMEOUT;
    Integer keptDays;

    /** Refuses invalid values, without looking anything up. */
    void check() throws RefusedException {
        checkDatabase(database);
        checkOne();
        NamedWindow.check(windowGiven, window);
        parse(time);
        checkAge(age);
        checkTimeout(timeout);
        checkKeptDays(keptDays);
    }

    private void checkOne() throws RefusedException {
        int given = (windowGiven ? 1 : 0) + (time == null ? 0 : 1) + (age == null ? 0 : 1);
        if (given > 1) {
            throw new RefusedException("window, time and age: " + given + " of them are given. Give one: window for a"
                    + " recorded window, time or age for any other moment.");
        }
    }

    static void checkDatabase(String database) throws RefusedException {
        if (database == null) {
            throw new RefusedException(
                    "database is not given: say which of the window's databases the block asks, such as"
                            + " database: 'dynamodb'.");
        }
        if (!RestoreInstructions.databases().contains(database)) {
            throw new RefusedException("database is \"" + Sentences.within(database) + "\", but must be one of "
                    + String.join(", ", RestoreInstructions.databases()) + ".");
        }
    }

    static Instant parse(String time) throws RefusedException {
        if (time == null) {
            return null;
        }
        Instant instant;
        try {
            instant = OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException wrong) {
            throw new RefusedException("time is \"" + Sentences.within(time)
                    + "\", but must be a time in ISO 8601 with its offset, such as 2026-01-31T02:00:00Z.");
        }
        if (instant.isBefore(Instant.EPOCH)) {
            throw new RefusedException("time is " + time + ", which is before 1970.");
        }
        if (instant.isAfter(Instant.now().plus(AHEAD))) {
            throw new RefusedException("time is " + time + ", which is more than a day ahead.");
        }
        return instant;
    }

    static void checkAge(Integer age) throws RefusedException {
        if (age != null && (age < 0 || age > LONGEST_AGE)) {
            throw new RefusedException(
                    "age is " + age + ", but must be a whole number of seconds from 0 to " + LONGEST_AGE + ".");
        }
    }

    static void checkTimeout(int timeout) throws RefusedException {
        WindowParameters.checkSeconds("timeout", timeout, 0);
    }

    static void checkKeptDays(Integer days) throws RefusedException {
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            throw new RefusedException("keptDays is " + days + ", but must be a whole number of days from 1 to "
                    + MOST_DAYS + ": for how long the database keeps what point-in-time recovery needs.");
        }
    }

    /** Returns whether the moment is a window; if none is named, it is the build's own. */
    boolean isWindow() {
        return time == null && age == null;
    }

    /** Returns the moment given by {@code time} or {@code age}. */
    Instant moment(long now) throws RefusedException {
        Instant given = parse(time);
        return given != null ? given : Instant.ofEpochMilli(now).minusSeconds(age);
    }

    /**
     * Creates the wait for a window: the latest restorable time must reach its end, and the earliest must not be later
     * than its recommended restore point.
     */
    RestorableWait waitFor(NamedWindow found, long now) throws RefusedException {
        if (!found.databases().contains(database)) {
            throw new RefusedException("database is \"" + database + "\", but window " + found.id()
                    + (found.databases().isEmpty()
                            ? " names no databases. Name them in the databases of consistentBackup."
                            : " is of " + String.join(", ", found.databases())
                                    + ". Give one of these, or name it in the databases of consistentBackup."));
        }
        RecordedPoint point = found.point(database);
        Instant until = Times.at(point.notAfter());
        Instant from = Times.at(point.recommended() != null ? point.recommended() : point.notBefore());
        return new RestorableWait(
                database,
                "window " + found.id() + " (until " + Times.iso(until) + ")",
                until,
                from == null ? until : from,
                timeout,
                now);
    }

    RestorableWait waitForMoment(long now) throws RefusedException {
        Instant moment = moment(now);
        return new RestorableWait(database, Times.iso(moment), moment, moment, timeout, now);
    }

    /** Returns what was found in the end, for any kind of moment. */
    Finding.Restorability found(RestorableWait wait, List<String> windowDatabases) {
        Long days = keptDays == null ? null : keptDays.longValue();
        return new Finding.Restorability(
                wait.database(),
                windowDatabases,
                wait.point(),
                wait.latest(),
                wait.earliest(),
                days,
                days == null || wait.reason() != null
                        ? null
                        : Times.iso(wait.neededFrom().plus(Duration.ofDays(days))),
                (long) wait.tries(),
                wait.lastAnswer(),
                wait.reason());
    }

    /** Returns the same as the Map that the step returns. */
    static Map<String, Object> result(String windowId, Finding.Restorability restorability, Instant now) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("window", windowId);
        map.put("database", restorability.database());
        map.put("point", restorability.point());
        map.put("latest", restorability.latest());
        map.put("earliest", restorability.earliest());
        map.put("keptDays", restorability.keptDays());
        map.put("expires", restorability.expires());
        map.put("tries", restorability.tries());
        map.put("found", Times.iso(now));
        return map;
    }
}
