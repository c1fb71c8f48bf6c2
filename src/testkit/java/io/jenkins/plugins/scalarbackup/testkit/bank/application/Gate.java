package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The gate for every transaction that writes, which a pause closes. It closes first and drains second: while a pause
 * waits for what is in flight, nothing new gets in.
 */
public final class Gate {
    private boolean closed;
    private boolean draining;
    private int inFlight;
    private long openings;

    /** The outcomes of a pause. */
    public enum Outcome {
        /** Closed, and nothing is in flight if a drain was requested. */
        PAUSED,
        /** What was in flight took too long: the gate is open again. */
        TIMED_OUT,
        /**
         * What was in flight took too long, but somebody else's earlier pause is still in force, so the gate stays
         * closed.
         */
        TIMED_OUT_STILL_PAUSED,
        /** Another pause was draining all the time; this one has changed nothing. */
        PAUSE_IN_PROGRESS,
        /** Somebody opened the gate while this pause was draining. */
        GATE_OPEN
    }

    /** Thrown if the gate is closed: nothing was begun, and callers may retry later. */
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

    /** Enters the gate before a transaction begins. Close the pass when its outcome is known, and not earlier. */
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
     * @param limit the time limit for that and for the wait for another pause
     */
    public synchronized Outcome pause(boolean drain, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // One after the other: if a second pause shared the drain of the first, it would not know whose failure is
        // whose.
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

    /** Waits for a change; returns false if the time is up. */
    private boolean awaitChange(long end) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            return false;
        }
        wait(left);
        return true;
    }

    /** Opens the gate at once, regardless of who closed it. */
    public synchronized void open() {
        closed = false;
        openings++;
        notifyAll();
    }

    /** Returns whether the gate is closed, drained or not. */
    public synchronized boolean isClosed() {
        return closed;
    }
}
