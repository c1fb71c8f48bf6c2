package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.api.Result;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.io.Column;
import com.scalar.db.io.Key;
import io.jenkins.plugins.scalarbackup.verifier.Findings.Offender;
import io.jenkins.plugins.scalarbackup.verifier.KnownStates.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The coordinator's rows: read once completely, and looked up singly before a fault is reported. */
final class Coordinator {
    private final Restored restored;
    private final String table;
    private final Times times;
    private final Findings findings;
    private final WriteSets writeSets;
    private final KnownStates states = new KnownStates();
    private final Map<State, Long> rows = new LinkedHashMap<>();
    private boolean hasGroups;
    private boolean hasWriteSets;
    private boolean complete;
    private long incomplete;
    private long members;
    private long afterTheEnd;
    private long writtenInThePause;
    private long oldestCommitted = Long.MAX_VALUE;
    private long newestCommitted = Long.MIN_VALUE;
    private long millis;

    Coordinator(Restored restored, Times times, Findings findings, WriteSets writeSets) {
        this.restored = restored;
        this.table = TableRef.name(restored.coordinatorNamespace(), Restored.STATE_TABLE);
        this.times = times;
        this.findings = findings;
        this.writeSets = writeSets;
        for (State state : State.values()) {
            rows.put(state, 0L);
        }
    }

    String table() {
        return table;
    }

    void read(Progress progress) {
        long started = System.nanoTime();
        progress.begin(table);
        try {
            TableRef ref = restored.table(restored.coordinatorNamespace(), Restored.STATE_TABLE);
            if (ref == null) {
                fault("The coordinator's table is not in ScalarDB's metadata.");
                return;
            }
            TableMetadata metadata = ref.metadata();
            List<String> columns = new ArrayList<>(List.of(Columns.ID, Columns.STATE, Columns.CREATED_AT));
            hasGroups = metadata.getColumnNames().contains(Columns.CHILD_IDS);
            hasWriteSets = metadata.getColumnNames().contains(Columns.WRITE_SET);
            if (hasGroups) {
                columns.add(Columns.CHILD_IDS);
            }
            if (hasWriteSets) {
                columns.add(Columns.WRITE_SET);
            }
            restored.read(restored.coordinatorNamespace(), Restored.STATE_TABLE, columns, row -> {
                add(row.getColumns());
                progress.read();
            });
            complete = true;
        } catch (ExecutionException | IOException | RuntimeException e) {
            fault("The coordinator's table can't be read: " + Text.cause(e));
        } finally {
            millis = (System.nanoTime() - started) / 1_000_000;
            progress.end(table);
        }
    }

    private void fault(String detail) {
        findings.add(new Offender(Check.METADATA, table, Map.of(), null, detail));
    }

    private void add(Map<String, Column<?>> row) {
        String id = row.get(Columns.ID).getTextValue();
        Column<?> stateColumn = row.get(Columns.STATE);
        Column<?> createdColumn = row.get(Columns.CREATED_AT);
        if (id == null || stateColumn.hasNullValue() || createdColumn.hasNullValue()) {
            incomplete++;
            return;
        }
        State state = State.of(stateColumn.getIntValue());
        long created = createdColumn.getBigIntValue();
        rows.merge(state, 1L, Long::sum);
        states.put(Fingerprint.of(id), state, false);
        String children = hasGroups ? row.get(Columns.CHILD_IDS).getTextValue() : null;
        if (children != null) {
            addMembers(id, children, state);
        }
        if (times.isLater(created)) {
            findings.add(new Offender(
                    Check.NOT_LATER,
                    table,
                    Map.of(Columns.ID, Text.shortened(id)),
                    id,
                    "created " + Text.time(created)));
        } else if (times.isAfterTheEnd(created)) {
            afterTheEnd++;
        }
        if (state == State.COMMITTED) {
            oldestCommitted = Math.min(oldestCommitted, created);
            newestCommitted = Math.max(newestCommitted, created);
            Column<?> writeSet = hasWriteSets ? row.get(Columns.WRITE_SET) : null;
            if (writeSet != null
                    && !writeSet.hasNullValue()
                    && writeSets.add(id, created, writeSet.getBlobValueAsBytes())
                    && times.isInThePause(created)) {
                writtenInThePause++;
            }
        }
    }

    private void addMembers(String parent, String children, State state) {
        int from = 0;
        while (from <= children.length()) {
            int comma = children.indexOf(',', from);
            int to = comma < 0 ? children.length() : comma;
            if (to > from) {
                members++;
                states.put(Fingerprint.of(parent, children.substring(from, to)), state, true);
            }
            from = to + 1;
        }
    }

    /** Returns the state from memory. */
    State state(String id) {
        return states.get(Fingerprint.of(id));
    }

    /** A row's state, and the time it was created. */
    record Row(State state, long createdAt) {
        static final Row NONE = new Row(State.UNKNOWN, Long.MIN_VALUE);
    }

    /** Reads a row from the database, as ScalarDB does. */
    Row ask(String id) throws ExecutionException {
        if (GroupIds.isMember(id)) {
            Optional<Result> group = get(GroupIds.parent(id));
            if (group.isPresent() && hasGroups && names(group.get(), GroupIds.child(id))) {
                return row(group.get());
            }
        }
        return get(id).map(Coordinator::row).orElse(Row.NONE);
    }

    private static boolean names(Result group, String child) {
        String children = group.getText(Columns.CHILD_IDS);
        return children != null && List.of(children.split(",")).contains(child);
    }

    private static Row row(Result row) {
        return new Row(
                row.isNull(Columns.STATE) ? State.OTHER : State.of(row.getInt(Columns.STATE)),
                row.isNull(Columns.CREATED_AT) ? Long.MIN_VALUE : row.getBigInt(Columns.CREATED_AT));
    }

    private Optional<Result> get(String id) throws ExecutionException {
        return restored.get(restored.coordinatorNamespace(), Restored.STATE_TABLE, Key.ofText(Columns.ID, id), null);
    }

    /** Returns whether the whole table could be read. */
    boolean isComplete() {
        return complete;
    }

    boolean hasWriteSets() {
        return hasWriteSets;
    }

    WriteSets writeSets() {
        return writeSets;
    }

    /** Returns whether it has a committed transaction at least as old as this time. */
    boolean reaches(long time) {
        return oldestCommitted <= time;
    }

    /** Returns the number of rows without ID, state or time, or with a state in which no transaction ends. */
    long odd() {
        return incomplete + rows.get(State.OTHER);
    }

    long afterTheEnd() {
        return afterTheEnd;
    }

    long writtenInThePause() {
        return writtenInThePause;
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", table);
        map.put("readCompletely", complete);
        map.put("rows", rows.values().stream().mapToLong(Long::longValue).sum() + incomplete);
        map.put("committed", rows.get(State.COMMITTED));
        map.put("aborted", rows.get(State.ABORTED));
        map.put("odd", odd());
        map.put("groupMembers", members);
        map.put("withWriteSet", writeSets.rows());
        map.put("oldestCommitted", oldestCommitted == Long.MAX_VALUE ? null : Text.time(oldestCommitted));
        map.put("newestCommitted", newestCommitted == Long.MIN_VALUE ? null : Text.time(newestCommitted));
        map.put("durationMillis", millis);
        return map;
    }
}
