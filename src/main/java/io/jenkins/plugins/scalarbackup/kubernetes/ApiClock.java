package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.LongSupplier;

/**
 * Measures the offset of the API server's clock by the {@code Date} header. One response gives it to the second only:
 * the server wrote the header between request and response, at any time within that second. Several responses around a
 * change of the second narrow this down to about the time between two of them.
 */
final class ApiClock {
    /** Interval between requests. Half of it remains as uncertainty, beside half a round trip. */
    private static final long STEP_MILLIS = 90;

    private static final int MAX_REQUESTS = 16;
    private static final long LONGEST_MILLIS = 1_200;
    /** Width of the range at which the measurement ends. */
    private static final long GOOD_WIDTH_MILLIS = 2 * STEP_MILLIS;

    /** Sends a request whose response carries the server's time. */
    interface Question {
        ApiResponse ask() throws ClusterException;
    }

    /** Sleeps; replaced in tests. */
    interface Pause {
        void of(long millis) throws InterruptedException;
    }

    private final Question question;
    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private final Pause pause;

    /** Bounds of the offset in milliseconds, i.e. of the server's clock minus the controller's. */
    private long lowest = Long.MIN_VALUE;

    private long highest = Long.MAX_VALUE;

    ApiClock(Question question, LongSupplier wallMillis, LongSupplier nanos, Pause pause) {
        this.question = question;
        this.wallMillis = wallMillis;
        this.nanos = nanos;
        this.pause = pause;
    }

    ClockOffset measure() throws ClusterException, InterruptedException {
        // One reading of the wall clock; the rest is measured by the clock that never steps.
        long wall = wallMillis.getAsLong();
        long origin = nanos.getAsLong();
        for (int request = 0; request < MAX_REQUESTS; request++) {
            long sent = wall + millisSince(origin);
            long date = date(question.ask());
            long answered = wall + millisSince(origin) + 1;
            narrow(date - answered, date + 1_000 - sent);
            if (highest - lowest <= GOOD_WIDTH_MILLIS || answered - wall >= LONGEST_MILLIS) {
                break;
            }
            pauseUntil(wall, origin, sent + STEP_MILLIS);
        }
        long middle = Math.floorDiv(lowest + highest, 2);
        return new ClockOffset(middle, highest - middle);
    }

    private void narrow(long low, long high) throws ClusterException {
        lowest = Math.max(lowest, low);
        highest = Math.min(highest, high);
        if (lowest > highest) {
            throw new ClusterException(
                    Kind.INVALID,
                    "The API server's clock could not be measured: its answers contradict each other, as when several"
                            + " servers with different clocks answer in turn.");
        }
    }

    private void pauseUntil(long wall, long origin, long then) throws InterruptedException {
        long left = then - (wall + millisSince(origin));
        if (left > 0) {
            pause.of(left);
        }
    }

    private long millisSince(long origin) {
        return (nanos.getAsLong() - origin) / 1_000_000;
    }

    private static long date(ApiResponse response) throws ClusterException {
        try {
            Instant date = ZonedDateTime.parse(String.valueOf(response.date()), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return date.toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new ClusterException(
                    Kind.INVALID, "The API server's clock could not be measured: its answers carry no Date.", e);
        }
    }
}
