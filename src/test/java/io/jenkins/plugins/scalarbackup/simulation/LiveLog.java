package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.List;

/** The stretches of true time in which a pod could accept or finish a transaction. */
final class LiveLog {
    private static final long OPEN_END = Long.MAX_VALUE;

    private final List<long[]> stretches = new ArrayList<>();

    /** It can from now on. */
    void livesFrom(long time) {
        if (!stretches.isEmpty() && last()[1] >= time) {
            last()[1] = OPEN_END;
        } else {
            stretches.add(new long[] {time, OPEN_END});
        }
    }

    /** It can until then, which may be later than now: what is in flight is still to be finished. */
    void livesUntil(long time) {
        if (!stretches.isEmpty()) {
            last()[1] = time;
        }
    }

    /** It can't from this very moment on, whatever was in flight. */
    void endsAt(long time) {
        if (!stretches.isEmpty() && last()[1] > time) {
            last()[1] = time;
        }
    }

    /** The first stretch that reaches into an interval; null when there is none. */
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
