package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Every transaction that writes goes through it, and a pause closes it. Closing comes first and draining second: while a
 * pause waits for what is in flight nothing new gets in.
 */
public final class Gate {
    private boolean closed;
    private boolean draining;
    private int inFlight;
    private long openings;

    /** How a pause ended. */
    public enum Outcome {
        /** Closed, and, where that was asked for, nothing is in flight. */
        PAUSED,
        /** What was in flight took too long: the gate is open again. */
        TIMED_OUT,
        /** The same, but somebody else's earlier pause is still in force, so the gate stays closed. */
        TIMED_OUT_STILL_PAUSED,
        /** Another pause was draining all the time; this one has changed nothing. */
        PAUSE_IN_PROGRESS,
        /** Somebody opened the gate while this pause was draining. */
        GATE_OPEN
    }

    /** The gate is closed: nothing was begun. Callers may try again later. */
    public static final class ClosedException extends Exception {
        private static final long serialVersionUID = 1;

        ClosedException() {
            super("The application is paused");
        }
    }

    /** A transaction in flight, until it is closed. */
    public final class Pass implements AutoCloseable {
        private boolean over;

        private Pass() {}

        @Override
        public void close() {
            synchronized (Gate.this) {
                if (!over) {
                    over = true;
                    inFlight--;
                    Gate.this.notifyAll();
                }
            }
        }
    }

    /** Before a transaction begins. The pass is closed when its outcome is known, and not before. */
    public synchronized Pass enter() throws ClosedException {
        if (closed) {
            throw new ClosedException();
        }
        inFlight++;
        return new Pass();
    }

    /**
     * Closes the gate.
     *
     * @param drain whether to wait for what is in flight; a backup is worth nothing otherwise
     * @param limit of that, and of the wait for another pause
     */
    public synchronized Outcome pause(boolean drain, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // One after the other: a second pause that shared the first one's drain would not know whose failure is whose.
        while (draining) {
            if (!drain || !awaitChange(end)) {
                return Outcome.PAUSE_IN_PROGRESS;
            }
        }
        boolean wasClosed = closed;
        closed = true;
        if (!drain) {
            return Outcome.PAUSED;
        }
        draining = true;
        try {
            return drain(end, wasClosed);
        } finally {
            draining = false;
            notifyAll();
        }
    }

    private Outcome drain(long end, boolean wasClosed) throws InterruptedException {
        long openingsBefore = openings;
        while (inFlight > 0) {
            boolean inTime = awaitChange(end);
            if (openings != openingsBefore) {
                return Outcome.GATE_OPEN;
            }
            if (!inTime && inFlight > 0) {
                closed = wasClosed;
                return wasClosed ? Outcome.TIMED_OUT_STILL_PAUSED : Outcome.TIMED_OUT;
            }
        }
        return Outcome.PAUSED;
    }

    /** False when time is up. */
    private boolean awaitChange(long end) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            return false;
        }
        wait(left);
        return true;
    }

    /** Opens it, at once and whoever closed it. */
    public synchronized void open() {
        closed = false;
        openings++;
        notifyAll();
    }

    /** Closed, drained or not. */
    public synchronized boolean isClosed() {
        return closed;
    }
}
