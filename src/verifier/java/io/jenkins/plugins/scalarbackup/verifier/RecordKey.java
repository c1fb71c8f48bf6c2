package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.api.Result;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.io.Column;
import com.scalar.db.io.DateColumn;
import com.scalar.db.io.Key;
import com.scalar.db.io.TimeColumn;
import com.scalar.db.io.TimestampColumn;
import com.scalar.db.io.TimestampTZColumn;
import com.scalar.db.transaction.consensuscommit.proto.v1.Entry;
import com.scalar.db.util.TimeRelatedColumnEncodingUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table's key: its fingerprint, which is the same for a record and for the entry of a write set, and its description
 * for people.
 */
final class RecordKey {
    private static final int LONGEST = 200;

    private final List<String> partition;
    private final List<String> clustering;
    private final List<String> names;
    private final long start;

    RecordKey(String table, TableMetadata metadata) {
        partition = List.copyOf(metadata.getPartitionKeyNames());
        clustering = List.copyOf(metadata.getClusteringKeyNames());
        names = new ArrayList<>(partition);
        names.addAll(clustering);
        start = new Fingerprint().add(table).add(0).state();
    }

    List<String> names() {
        return names;
    }

    long fingerprint(Result record) {
        Fingerprint fingerprint = new Fingerprint(start);
        Map<String, Column<?>> columns = record.getColumns();
        for (String name : names) {
            add(fingerprint, columns.get(name));
        }
        return fingerprint.value();
    }

    private static void add(Fingerprint fingerprint, Column<?> column) {
        if (column == null || column.hasNullValue()) {
            fingerprint.add(0);
            return;
        }
        switch (column.getDataType()) {
            case BOOLEAN:
                fingerprint.add(column.getBooleanValue() ? 2 : 1);
                break;
            case INT:
                fingerprint.add(column.getIntValue());
                break;
            case BIGINT:
                fingerprint.add(column.getBigIntValue());
                break;
            case FLOAT:
                fingerprint.add(Float.floatToIntBits(column.getFloatValue()));
                break;
            case DOUBLE:
                fingerprint.add(Double.doubleToLongBits(column.getDoubleValue()));
                break;
            case TEXT:
                add(fingerprint, column.getTextValue());
                break;
            case BLOB:
                add(fingerprint, column.getBlobValueAsBytes());
                break;
            case DATE:
                fingerprint.add(TimeRelatedColumnEncodingUtils.encode((DateColumn) column));
                break;
            case TIME:
                fingerprint.add(TimeRelatedColumnEncodingUtils.encode((TimeColumn) column));
                break;
            case TIMESTAMP:
                fingerprint.add(TimeRelatedColumnEncodingUtils.encode((TimestampColumn) column));
                break;
            default:
                fingerprint.add(TimeRelatedColumnEncodingUtils.encode((TimestampTZColumn) column));
        }
    }

    private static void add(Fingerprint fingerprint, String text) {
        fingerprint.add(text.length()).add(text);
    }

    private static void add(Fingerprint fingerprint, byte[] bytes) {
        fingerprint.add(bytes.length).add(bytes);
    }

    /**
     * @throws IllegalArgumentException if the entry's key is not the table's
     */
    long fingerprint(Entry entry) {
        Map<String, com.scalar.db.transaction.consensuscommit.proto.v1.Column> columns = new HashMap<>();
        entry.getPartitionKey().getColumnsList().forEach(column -> columns.put(column.getName(), column));
        entry.getClusteringKey().getColumnsList().forEach(column -> columns.put(column.getName(), column));
        if (columns.size() != names.size()) {
            throw new IllegalArgumentException("another key: " + columns.keySet());
        }
        Fingerprint fingerprint = new Fingerprint(start);
        for (String name : names) {
            add(fingerprint, name, columns.get(name));
        }
        return fingerprint.value();
    }

    private static void add(
            Fingerprint fingerprint, String name, com.scalar.db.transaction.consensuscommit.proto.v1.Column column) {
        if (column == null) {
            throw new IllegalArgumentException("no " + name);
        }
        switch (column.getValueCase()) {
            case BOOLEAN_VALUE:
                fingerprint.add(column.getBooleanValue().getValue() ? 2 : 1);
                break;
            case INT_VALUE:
                fingerprint.add(column.getIntValue().getValue());
                break;
            case BIGINT_VALUE:
                fingerprint.add(column.getBigintValue().getValue());
                break;
            case FLOAT_VALUE:
                fingerprint.add(Float.floatToIntBits(column.getFloatValue().getValue()));
                break;
            case DOUBLE_VALUE:
                fingerprint.add(Double.doubleToLongBits(column.getDoubleValue().getValue()));
                break;
            case TEXT_VALUE:
                add(fingerprint, column.getTextValue().getValue());
                break;
            case BLOB_VALUE:
                add(fingerprint, column.getBlobValue().getValue().toByteArray());
                break;
            case DATE_VALUE:
                fingerprint.add(column.getDateValue().getValue());
                break;
            case TIME_VALUE:
                fingerprint.add(column.getTimeValue().getValue());
                break;
            case TIMESTAMP_VALUE:
                fingerprint.add(column.getTimestampValue().getValue());
                break;
            case TIMESTAMPTZ_VALUE:
                fingerprint.add(column.getTimestamptzValue().getValue());
                break;
            default:
                throw new IllegalArgumentException("no value of " + name);
        }
    }

    Key partitionKey(Result record) {
        return key(record, partition);
    }

    /** Returns null if the table has none. */
    Key clusteringKey(Result record) {
        return clustering.isEmpty() ? null : key(record, clustering);
    }

    private static Key key(Result record, List<String> names) {
        Key.Builder key = Key.newBuilder();
        names.forEach(name -> key.add(record.getColumns().get(name)));
        return key.build();
    }

    /** Returns the key for people. */
    Map<String, String> describe(Result record) {
        Map<String, String> key = new LinkedHashMap<>();
        for (String name : names) {
            Column<?> column = record.getColumns().get(name);
            Object value = column == null ? null : column.getValueAsObject();
            String text = column != null && value != null && column.getDataType() == com.scalar.db.io.DataType.BLOB
                    ? HexFormat.of().formatHex(column.getBlobValueAsBytes())
                    : String.valueOf(value);
            key.put(name, text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
        }
        return key;
    }
}
