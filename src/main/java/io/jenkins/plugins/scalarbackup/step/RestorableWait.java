package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.Times;
import io.jenkins.plugins.scalarbackup.step.RestorableTimes.NotUnderstoodException;
import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The waiting of {@code awaitRestorable}: what was asked for, what was answered last, and whether to ask again. Kept in
 * {@code program.dat}, so it goes by the wall clock, and survives a restart. Times are milliseconds since 1970.
 */
final class RestorableWait implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Between two tries: as soon as a service may have moved on, and no more often than one bears for long. */
    static final long FIRST_DELAY = TimeUnit.SECONDS.toMillis(5);

    static final long LONGEST_DELAY = TimeUnit.SECONDS.toMillis(60);

    /** What a try came to. */
    enum Outcome {
        /** The moment can be restored. */
        RESTORABLE,
        /** Not yet; {@link #nextTryAt()} says when to ask again. */
        AGAIN,
        /** It never will be, or the time is over; {@link #reason()} says which. */
        FAILED
    }

    private final String database;
    /** How a sentence names the moment. */
    private final String named;

    private final long point;
    /** The earliest restorable time must not be after this one. */
    private final long neededFrom;

    private final int timeout;
    private final long deadline;
    private int tries;
    private long delay = FIRST_DELAY;
    private long nextTryAt;
    /** Seen last; null before. */
    private Long latest;

    private Long earliest;
    /** What could not be understood, if that came last. */
    private String lastAnswer;

    private String trouble;
    private String reason;

    /**
     * A waiting that begins.
     *
     * @param database whose
     * @param named how to name the moment in a sentence
     * @param point the moment that the latest restorable time must have reached
     * @param neededFrom the moment that the earliest one must not have passed
     * @param timeout seconds
     * @param now by the wall clock
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

    /** The block returned something. */
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
            return again(now);
        }
        if (earliest != null && earliest > neededFrom) {
            reason = database + " can't be restored to " + named
                    + " any more, or never could be: its earliest restorable" + " time is " + iso(earliest)
                    + ", which is later.";
            return Outcome.FAILED;
        }
        return latest >= point ? Outcome.RESTORABLE : again(now);
    }

    /** The block threw. */
    Outcome threw(String message, long now) {
        tries++;
        lastAnswer = null;
        trouble = "the block failed: " + message;
        return again(now);
    }

    /** The block was still running long after the time was over. */
    Outcome gaveUp() {
        tries++;
        trouble = "the block had not ended, and was stopped";
        reason = timedOut();
        return Outcome.FAILED;
    }

    private Outcome again(long now) {
        if (now >= deadline) {
            reason = timedOut();
            return Outcome.FAILED;
        }
        // The last try is when the time is over.
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

    /** How far it is, for the log, after a try that has to be repeated. */
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

    /** The moment asked for. */
    String point() {
        return iso(point);
    }

    /** The moment from which on it is needed. */
    Instant neededFrom() {
        return Instant.ofEpochMilli(neededFrom);
    }

    /** Null as long as none was understood. */
    String latest() {
        return latest == null ? null : iso(latest);
    }

    String earliest() {
        return earliest == null ? null : iso(earliest);
    }

    String lastAnswer() {
        return lastAnswer;
    }

    /** Why it failed, in a sentence; null where it did not. */
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
