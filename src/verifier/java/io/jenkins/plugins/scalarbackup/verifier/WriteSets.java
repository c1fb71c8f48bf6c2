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

/** What the coordinator's rows say that committed transactions wrote. They name records, and not what was done to them. */
final class WriteSets {
    /** 1.5 GiB of a temporary file; what is younger than an hour before the window is kept beyond it. */
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

    /** Whether the transaction wrote anything. */
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

    /** Rows that have a write set. */
    long rows() {
        return rows;
    }

    long entries() {
        return entries;
    }

    /** Rows or entries that could not be understood. */
    long unreadable() {
        return unreadable;
    }

    /** Entries that are older than an hour before the window, and too many. */
    long settled() {
        return settled;
    }

    /** Records of the table that are named. */
    long records(String table) {
        return records.getOrDefault(table, 0L);
    }

    /** Tables that recent transactions wrote, and that the metadata do not have. */
    Map<String, Long> unknownTables() {
        return unknownTables;
    }

    /** The same of older transactions. */
    Map<String, Long> droppedTables() {
        return droppedTables;
    }
}
