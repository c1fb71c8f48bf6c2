package io.jenkins.plugins.scalarbackup.verifier;

import com.google.protobuf.InvalidProtocolBufferException;
import com.scalar.db.transaction.consensuscommit.proto.v1.Entry;
import com.scalar.db.transaction.consensuscommit.proto.v1.EntryGroup;
import com.scalar.db.transaction.consensuscommit.proto.v1.WriteSet;
import io.jenkins.plugins.scalarbackup.verifier.Expectations.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The write sets in the coordinator's rows: the records that committed transactions wrote, without the values. */
final class WriteSets {
    /**
     * The maximum number of records from transactions older than an hour before the window: 1.5 GiB of a temporary
     * file. Younger ones are kept in addition.
     */
    private static final long MOST_OLD_RECORDS = 32L << 20;

    private final Map<String, TableRef> tables;
    private final Times times;
    private final Expectations expectations = new Expectations();
    private final Map<String, Long> records = new HashMap<>();
    private final Map<String, Long> unknownTables = new TreeMap<>();
    private final Map<String, Long> droppedTables = new TreeMap<>();
    private long rows;
    private long entries;
    private long unreadable;
    private long settled;

    WriteSets(Map<String, TableRef> tables, Times times) {
        this.tables = tables;
        this.times = times;
    }

    /** Returns whether the transaction wrote anything. */
    boolean add(String id, long committedAt, byte[] bytes) {
        WriteSet writeSet;
        try {
            writeSet = WriteSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            unreadable++;
            return false;
        }
        if (writeSet.getPayloadCase() != WriteSet.PayloadCase.ENTRY_GROUPS) {
            unreadable++;
            return false;
        }
        rows++;
        Map<String, List<Entry>> byMember = new HashMap<>();
        for (EntryGroup group : writeSet.getEntryGroups().getEntryGroupsList()) {
            byMember.computeIfAbsent(group.hasChildId() ? group.getChildId() : "", child -> new ArrayList<>())
                    .addAll(group.getEntriesList());
        }
        byMember.forEach((child, written) ->
                add(child.isEmpty() ? Fingerprint.of(id) : Fingerprint.of(id, child), committedAt, written));
        return !byMember.isEmpty();
    }

    private void add(long transaction, long committedAt, List<Entry> written) {
        boolean recent = times.isRecent(committedAt);
        Set<String> databases = new HashSet<>();
        for (Entry entry : written) {
            TableRef table = tables.get(TableRef.name(entry.getNamespaceName(), entry.getTableName()));
            if (table != null) {
                databases.add(table.database());
            }
        }
        Writer writer = new Writer(transaction, committedAt, databases.size() > 1);
        for (Entry entry : written) {
            entries++;
            String name = TableRef.name(entry.getNamespaceName(), entry.getTableName());
            TableRef table = tables.get(name);
            if (table == null || !table.isTransactional()) {
                (recent ? unknownTables : droppedTables).merge(name, 1L, Long::sum);
            } else if (!recent && expectations.size() >= MOST_OLD_RECORDS) {
                settled++;
            } else {
                expect(table, entry, writer);
            }
        }
    }

    private void expect(TableRef table, Entry entry, Writer writer) {
        try {
            if (expectations.put(table.key().fingerprint(entry), writer)) {
                records.merge(table.name(), 1L, Long::sum);
            }
        } catch (IllegalArgumentException anotherKey) {
            unreadable++;
        }
    }

    Expectations expectations() {
        return expectations;
    }

    /** Returns the number of rows with a write set. */
    long rows() {
        return rows;
    }

    long entries() {
        return entries;
    }

    /** Returns the number of rows or entries that could not be understood. */
    long unreadable() {
        return unreadable;
    }

    /**
     * Returns the number of entries older than an hour before the window that were dropped, because there were too
     * many.
     */
    long settled() {
        return settled;
    }

    /** Returns the number of the table's records that are listed. */
    long records(String table) {
        return records.getOrDefault(table, 0L);
    }

    /** Returns the tables that recent transactions wrote and that the metadata lack. */
    Map<String, Long> unknownTables() {
        return unknownTables;
    }

    /** Returns the same for older transactions. */
    Map<String, Long> droppedTables() {
        return droppedTables;
    }
}
