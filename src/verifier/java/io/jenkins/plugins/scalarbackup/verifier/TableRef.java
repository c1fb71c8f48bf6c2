package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.api.TableMetadata;
import java.util.Set;

/**
 * A table of ScalarDB's metadata.
 *
 * @param database the storage that has it
 * @param key the key; null if the table is not transactional
 */
record TableRef(String namespace, String table, String database, TableMetadata metadata, RecordKey key) {
    static TableRef of(String namespace, String table, String database, TableMetadata metadata) {
        return new TableRef(
                namespace,
                table,
                database,
                metadata,
                isTransactional(metadata) ? new RecordKey(name(namespace, table), metadata) : null);
    }

    /** Decides as ScalarDB does; the columns of a decoupled metadata table alone don't make a table transactional. */
    private static boolean isTransactional(TableMetadata metadata) {
        Set<String> columns = metadata.getColumnNames();
        return columns.containsAll(Columns.OF_RECORDS)
                && columns.stream()
                        .filter(column -> !metadata.getPartitionKeyNames().contains(column)
                                && !metadata.getClusteringKeyNames().contains(column))
                        .allMatch(column -> hasCounterpart(column, columns));
    }

    private static boolean hasCounterpart(String column, Set<String> columns) {
        String before = "before_";
        return columns.contains(before + column)
                || (column.startsWith(before) && columns.contains(column.substring(before.length())));
    }

    static String name(String namespace, String table) {
        return namespace + "." + table;
    }

    String name() {
        return name(namespace, table);
    }

    boolean isTransactional() {
        return key != null;
    }
}
