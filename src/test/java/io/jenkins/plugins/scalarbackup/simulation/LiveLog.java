package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.List;

/** The periods of true time in which a pod could accept or finish a transaction. */
final class LiveLog {
    private static final long OPEN_END = Long.MAX_VALUE;

    private final List<long[]> stretches = new ArrayList<>();

    /** Begins a period. */
    void livesFrom(long time) {
        if (!stretches.isEmpty() && last()[1] >= time) {
            last()[1] = OPEN_END;
        } else {
            stretches.add(new long[] {time, OPEN_END});
        }
    }

    /** Ends the period at a time that may be in the future, because transactions in flight are still to be finished. */
    void livesUntil(long time) {
        if (!stretches.isEmpty()) {
            last()[1] = time;
        }
    }

    /** Ends the period at once, even if transactions are in flight. */
    void endsAt(long time) {
        if (!stretches.isEmpty() && last()[1] > time) {
            last()[1] = time;
        }
    }

    /** Returns the first period that overlaps an interval; null if there is none. */
    long[] livesWithin(long from, long until) {
        for (long[] stretch : stretches) {
            if (stretch[0] < until && stretch[1] > from) {
                return stretch;
            }
        }
        return null;
    }

    private long[] last() {
        return stretches.get(stretches.size() - 1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long[] stretch : stretches) {
            text.append(" [").append(VirtualTime.shown(stretch[0]).trim()).append(", ");
            text.append(
                            stretch[1] == OPEN_END
                                    ? "…"
                                    : VirtualTime.shown(stretch[1]).trim())
                    .append(')');
        }
        return text.toString();
    }
}
