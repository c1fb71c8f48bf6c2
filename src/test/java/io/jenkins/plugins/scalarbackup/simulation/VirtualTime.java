package io.jenkins.plugins.scalarbackup.simulation;

import java.util.PriorityQueue;

/** The true time of a simulated world, in nanoseconds since it began, and its future events. */
final class VirtualTime {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long order;
    private long happened;

    /** A future event. */
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long order;
        private Runnable action;

        private Event(long at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }

        void cancel() {
            action = null;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    long now() {
        return now;
    }

    long happened() {
        return happened;
    }

    Event at(long when, Runnable action) {
        Event event = new Event(Math.max(when, now), order++, action);
        events.add(event);
        return event;
    }

    Event after(long delay, Runnable action) {
        return at(now + delay, action);
    }

    /** Lets the next event happen; returns false if there is none up to the horizon. */
    boolean step(long horizon) {
        Event next = events.peek();
        if (next == null || next.at > horizon) {
            now = Math.max(now, next == null ? now : horizon);
            return false;
        }
        events.poll();
        now = next.at;
        Runnable action = next.action;
        if (action != null) {
            happened++;
            action.run();
        }
        return true;
    }

    /** Formats a time for traces: {@code 12.345678 s}. */
    static String shown(long nanos) {
        return String.format("%11.6f s", nanos / 1e9);
    }
}
