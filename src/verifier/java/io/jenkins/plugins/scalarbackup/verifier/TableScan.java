package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.api.Result;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.io.Column;
import io.jenkins.plugins.scalarbackup.verifier.Expectations.Writer;
import io.jenkins.plugins.scalarbackup.verifier.Findings.Offender;
import io.jenkins.plugins.scalarbackup.verifier.KnownStates.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Reads a whole table and judges each record. */
final class TableScan implements Callable<Tally> {
    private static final int PREPARED = 1;
    private static final int DELETED = 2;
    private static final int COMMITTED = 3;
    /** Stands for a column without a value. */
    private static final long NONE = Long.MIN_VALUE;

    private final Restored restored;
    private final TableRef table;
    private final Times times;
    private final Expectations expectations;
    private final Findings findings;
    private final Progress progress;
    private final Lookup lookup;
    private final Tally tally;

    TableScan(
            Restored restored,
            TableRef table,
            Times times,
            Coordinator coordinator,
            boolean purged,
            Findings findings,
            Progress progress) {
        this.restored = restored;
        this.table = table;
        this.times = times;
        this.expectations = coordinator.writeSets().expectations();
        this.findings = findings;
        this.progress = progress;
        this.tally = new Tally(table);
        this.lookup = new Lookup(coordinator, times, purged, tally);
    }

    @Override
    public Tally call() {
        long started = System.nanoTime();
        progress.begin(table.name());
        List<String> columns = new ArrayList<>(table.key().names());
        columns.addAll(Columns.OF_RECORDS);
        try {
            restored.read(table.namespace(), table.table(), columns, record -> {
                judge(record);
                progress.read();
            });
            tally.complete = true;
        } catch (ExecutionException | IOException | RuntimeException e) {
            tally.faults++;
            findings.add(new Offender(
                    Check.METADATA, table.name(), Map.of(), null, "The table can't be read: " + Text.cause(e)));
        } finally {
            tally.millis = (System.nanoTime() - started) / 1_000_000;
            progress.end(table.name());
        }
        return tally;
    }

    private void judge(Result record) {
        tally.records++;
        Map<String, Column<?>> columns = record.getColumns();
        String id = columns.get(Columns.ID).getTextValue();
        Column<?> stateColumn = columns.get(Columns.STATE);
        // As in ScalarDB, a record without a state is committed.
        int state = stateColumn.hasNullValue() ? COMMITTED : stateColumn.getIntValue();
        if (state == COMMITTED) {
            committed(record, id, time(columns, Columns.PREPARED_AT), time(columns, Columns.COMMITTED_AT));
        } else if ((state == PREPARED || state == DELETED) && id != null) {
            inFlight(record, id, time(columns, Columns.PREPARED_AT));
        } else {
            tally.odd++;
        }
    }

    private static long time(Map<String, Column<?>> columns, String name) {
        Column<?> column = columns.get(name);
        return column.hasNullValue() ? NONE : column.getBigIntValue();
    }

    private void committed(Result record, String id, long prepared, long committed) {
        if (id == null) {
            tally.imported++;
        } else {
            tally.committed(committed);
            notTorn(record, id, prepared, committed, "It is committed");
            if (prepared != NONE && times.isInThePause(prepared)) {
                tally.writtenInThePause++;
            }
        }
        notLater(record, id, Math.max(prepared, committed), prepared > committed ? "prepared " : "committed ");
        wrote(record, id, Math.max(prepared, committed), null);
    }

    private void notTorn(Result record, String id, long prepared, long committed, String what) {
        State state = lookup.judge(id, prepared, committed);
        if (state != null) {
            String row = state == State.UNKNOWN
                    ? "the coordinator has no row of its transaction, and has rows that are as old or older"
                    : "the coordinator's row of its transaction says "
                            + (state == State.ABORTED ? "ABORTED" : "neither COMMITTED nor ABORTED");
            fault(Check.NOT_TORN, record, id, what + " (" + Text.time(Math.max(committed, 0)) + "); " + row + ".");
        }
    }

    private void notLater(Result record, String id, long time, String what) {
        if (time == NONE) {
            return;
        }
        if (times.isLater(time)) {
            fault(Check.NOT_LATER, record, id, what + Text.time(time));
        } else if (times.isAfterTheEnd(time)) {
            tally.afterTheEnd++;
        }
    }

    private void inFlight(Result record, String id, long prepared) {
        State state = lookup.state(id);
        if (state == State.COMMITTED) {
            tally.rollForward++;
            tally.proven++;
        } else if (state == State.ABORTED) {
            tally.rollBack++;
        } else if (lookup.isPossible()) {
            tally.abandoned++;
        } else {
            tally.unchecked++;
        }
        notLater(record, id, prepared, "prepared ");
        if (prepared != NONE
                && times.isAfterThePause(prepared)
                && !times.isLater(prepared)
                && !times.isAfterTheEnd(prepared)) {
            fault(Check.IN_FLIGHT, record, id, "It was prepared " + Text.time(prepared) + ", in the pause.");
        }
        Map<String, Column<?>> columns = record.getColumns();
        String beforeId = columns.get(Columns.BEFORE_ID).getTextValue();
        long beforePrepared = time(columns, Columns.BEFORE_PREPARED_AT);
        long beforeCommitted = time(columns, Columns.BEFORE_COMMITTED_AT);
        if (beforeId != null) {
            tally.committed(beforeCommitted);
            notTorn(record, beforeId, beforePrepared, beforeCommitted, "What it was before is committed");
        }
        if (state == State.COMMITTED) {
            wrote(record, id, prepared, beforeId);
        } else if (beforeId != null || !columns.get(Columns.BEFORE_VERSION).hasNullValue()) {
            wrote(record, beforeId, Math.max(beforePrepared, beforeCommitted), id);
        }
    }

    /**
     * Checks whether a record has the changes of the newest transaction whose write set lists it.
     *
     * @param id the transaction at which the record stands; null if it was imported
     * @param time the time of that transaction
     * @param beside another transaction whose changes it has
     */
    private void wrote(Result record, String id, long time, String beside) {
        if (expectations.isEmpty()) {
            return;
        }
        Writer writer = expectations.get(table.key().fingerprint(record));
        if (writer == null) {
            return;
        }
        tally.named++;
        if (is(id, writer) || is(beside, writer)) {
            tally.confirmed++;
        } else if (id != null
                && time != NONE
                && !times.isOlder(lookup.commit(id, time, writer), writer.committedAt())) {
            tally.withinTolerance += time < writer.committedAt() ? 1 : 0;
        } else {
            tally.notTheSameMoment += writer.spans() ? 1 : 0;
            fault(
                    Check.WRITE_SETS,
                    record,
                    id,
                    (id == null ? "It stands as it was imported" : "It stands at " + Text.time(Math.max(time, 0)))
                            + ", and the coordinator has a transaction of " + Text.time(writer.committedAt())
                            + " that wrote it" + (writer.spans() ? ", and others in another database." : "."));
        }
    }

    private static boolean is(String id, Writer writer) {
        return id != null && Fingerprint.of(id) == writer.transaction();
    }

    private void fault(Check check, Result record, String id, String detail) {
        tally.faults++;
        findings.add(new Offender(check, table.name(), table.key().describe(record), id, detail));
    }
}
