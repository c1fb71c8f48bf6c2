package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.exception.storage.ExecutionException;
import io.jenkins.plugins.scalarbackup.verifier.Coordinator.Row;
import io.jenkins.plugins.scalarbackup.verifier.Expectations.Writer;
import io.jenkins.plugins.scalarbackup.verifier.KnownStates.State;
import java.util.concurrent.TimeUnit;

/**
 * Looks up a table's transactions at the coordinator, and finds possible explanations for those that are unknown there.
 */
final class Lookup {
    /**
     * The maximum number of unknown transactions that are looked up in the database again; for a table that is torn
     * throughout, this would never end.
     */
    private static final int ASKED = 1000;
    /** A record that was settled this much later was settled by a reader, with the reader's time in older versions. */
    private static final long SETTLED_LATE = TimeUnit.SECONDS.toMillis(15);

    private static final long NONE = Long.MIN_VALUE;

    private final Coordinator coordinator;
    private final Times times;
    private final boolean purged;
    private final Tally tally;
    private int asked;

    Lookup(Coordinator coordinator, Times times, boolean purged, Tally tally) {
        this.coordinator = coordinator;
        this.times = times;
        this.purged = purged;
        this.tally = tally;
    }

    boolean isPossible() {
        return coordinator.isComplete();
    }

    State state(String id) {
        return isPossible() ? coordinator.state(id) : State.UNKNOWN;
    }

    /**
     * Classifies a committed record's transaction, and counts it.
     *
     * @return the coordinator's state if that is a fault; else null
     */
    State judge(String id, long prepared, long committed) {
        if (!isPossible()) {
            tally.unchecked++;
            return null;
        }
        State state = coordinator.state(id);
        if (state == State.UNKNOWN && isExplained(prepared, committed)) {
            return null;
        }
        if (state != State.COMMITTED) {
            state = ask(id).state();
        }
        if (state == State.COMMITTED) {
            tally.proven++;
            return null;
        }
        return state;
    }

    private boolean isExplained(long prepared, long committed) {
        if (prepared != NONE && prepared == committed) {
            tally.onePhase++;
            return true;
        }
        boolean settledLate = prepared != NONE && committed - prepared > SETTLED_LATE;
        long told = settledLate || committed == NONE ? prepared : committed;
        long time = told == NONE ? Long.MAX_VALUE : told;
        if (purged || !coordinator.reaches(time)) {
            tally.purged++;
            tally.purgedRecently += times.isRecent(time) ? 1 : 0;
            return true;
        }
        return false;
    }

    private Row ask(String id) {
        if (asked++ < ASKED) {
            try {
                return coordinator.ask(id);
            } catch (ExecutionException e) {
                // The state that was read before is used.
            }
        }
        return new Row(coordinator.state(id), NONE);
    }

    /**
     * Returns the latest possible commit time of the transaction at which a record stands.
     *
     * @param time the record's time; if it is still to be rolled forward, that is only the time of the preparation
     */
    long commit(String id, long time, Writer writer) {
        return times.isOlder(time, writer.committedAt()) && coordinator.state(id) == State.COMMITTED
                ? Math.max(time, ask(id).createdAt())
                : time;
    }
}
