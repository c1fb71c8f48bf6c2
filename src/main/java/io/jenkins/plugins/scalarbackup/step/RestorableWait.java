package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.Times;
import io.jenkins.plugins.scalarbackup.step.RestorableTimes.NotUnderstoodException;
import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The state of {@code awaitRestorable}: the request, the last answer, and whether to try again. Saved in {@code
 * program.dat}; it uses the wall clock, so it survives a restart. Times are milliseconds since 1970.
 */
final class RestorableWait implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The delays between two tries, in milliseconds: short at first, and then long enough for a long wait. */
    static final long FIRST_DELAY = TimeUnit.SECONDS.toMillis(5);

    static final long LONGEST_DELAY = TimeUnit.SECONDS.toMillis(60);

    /** The result of a try. */
    enum Outcome {
        /** The moment can be restored. */
        RESTORABLE,
        /** Not yet; the next try is at {@link #nextTryAt()}. */
        AGAIN,
        /** It never will be, or the timeout has passed; see {@link #reason()}. */
        FAILED
    }

    private final String database;
    /** The moment's name in a sentence. */
    private final String named;

    private final long point;
    /** The earliest restorable time must not be later than this. */
    private final long neededFrom;

    private final int timeout;
    private final long deadline;
    private int tries;
    private long delay = FIRST_DELAY;
    private long nextTryAt;
    /** The last known latest restorable time; null before the first. */
    private Long latest;

    private Long earliest;
    /** The last answer, if it was not understood. */
    private String lastAnswer;

    private String trouble;
    private String reason;

    /**
     * @param database the database's name
     * @param named the moment's name in a sentence
     * @param point the moment that the latest restorable time must reach
     * @param neededFrom the moment that the earliest restorable time must not exceed
     * @param timeout the timeout in seconds
     * @param now the current time of the wall clock
     */
    RestorableWait(String database, String named, Instant point, Instant neededFrom, int timeout, long now) {
        this.database = database;
        this.named = named;
        this.point = point.toEpochMilli();
        this.neededFrom = neededFrom.toEpochMilli();
        this.timeout = timeout;
        this.deadline = now + TimeUnit.SECONDS.toMillis(timeout);
        this.nextTryAt = now;
    }

    /** Handles a block that returned a value. */
    Outcome returned(Object value, long now) {
        tries++;
        try {
            RestorableTimes times = RestorableTimes.of(value, Instant.ofEpochMilli(now));
            latest = times.latest().toEpochMilli();
            earliest = times.earliest() == null ? null : times.earliest().toEpochMilli();
            lastAnswer = null;
            trouble = null;
        } catch (NotUnderstoodException unclear) {
            lastAnswer = unclear.answer();
            trouble = unclear.getMessage();
            return retry(now);
        }
        if (earliest != null && earliest > neededFrom) {
            reason = database + " can't be restored to " + named
                    + " any more, or never could be: its earliest restorable" + " time is " + iso(earliest)
                    + ", which is later.";
            return Outcome.FAILED;
        }
        return latest >= point ? Outcome.RESTORABLE : retry(now);
    }

    /** Handles a block that threw an exception. */
    Outcome threw(String message, long now) {
        tries++;
        lastAnswer = null;
        trouble = "the block failed: " + message;
        return retry(now);
    }

    /** Handles a block that was still running long after the timeout. */
    Outcome gaveUp() {
        tries++;
        trouble = "the block had not ended, and was stopped";
        reason = timedOut();
        return Outcome.FAILED;
    }

    private Outcome retry(long now) {
        if (now >= deadline) {
            reason = timedOut();
            return Outcome.FAILED;
        }
        // The last try is at the timeout.
        nextTryAt = Math.min(now + delay, deadline);
        delay = Math.min(delay * 2, LONGEST_DELAY);
        return Outcome.AGAIN;
    }

    private String timedOut() {
        return database + " can't be restored to " + named + ": "
                + (timeout == 0 ? "" : "after timeout, " + timeout + " s, ") + seen() + ".";
    }

    private String seen() {
        String time = latest == null
                ? "no restorable time was seen"
                : "its latest restorable time seen last is " + iso(latest);
        return trouble == null ? time : Sentences.within(trouble) + (latest == null ? "" : " (" + time + ")");
    }

    /** Returns the progress for the log, after a try that has to be repeated. */
    String progress(long now) {
        long seconds = Math.max(0, (nextTryAt - now + 999) / 1000);
        return database + ": " + seen() + "; waiting for " + iso(point) + ", asking again in " + seconds + " s.";
    }

    String database() {
        return database;
    }

    String named() {
        return named;
    }

    /** Returns the requested moment. */
    String point() {
        return iso(point);
    }

    /** Returns the moment that the earliest restorable time must not exceed. */
    Instant neededFrom() {
        return Instant.ofEpochMilli(neededFrom);
    }

    /** Returns the latest restorable time; null until an answer was understood. */
    String latest() {
        return latest == null ? null : iso(latest);
    }

    String earliest() {
        return earliest == null ? null : iso(earliest);
    }

    String lastAnswer() {
        return lastAnswer;
    }

    /** Returns why it failed, a sentence; null if it did not. */
    String reason() {
        return reason;
    }

    int tries() {
        return tries;
    }

    int timeout() {
        return timeout;
    }

    long deadline() {
        return deadline;
    }

    long nextTryAt() {
        return nextTryAt;
    }

    private static String iso(long millis) {
        return Times.iso(Instant.ofEpochMilli(millis));
    }
}
