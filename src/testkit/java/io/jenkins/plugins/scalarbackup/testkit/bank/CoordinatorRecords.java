package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the coordinator knows of transactions, by which path each was committed.
 *
 * @param states by a record's ID
 * @param grouped parent records: how many transactions of the group each has
 * @param writeSets records that say what was written
 */
public record CoordinatorRecords(Map<String, Integer> states, Map<String, Integer> grouped, long writeSets) {
    private static final int ABORTED = 4;
    /** Between the ID of a group and that of a transaction in it. */
    private static final String MEMBER = "$";

    private static final String CHILDREN = "tx_child_ids";
    private static final String WRITE_SET = "tx_write_set";

    /** How a transaction was committed. */
    enum Path {
        /** With a record of its own. */
        TWO_PHASE,
        /** With a record that it shares, or could have shared, with its group. */
        GROUPED,
        /** In a group of its own, since it kept the others waiting. */
        DELAYED_GROUP,
        /** Without the coordinator. */
        ONE_PHASE
    }

    static CoordinatorRecords read(Connection connection) throws SQLException {
        Map<String, Integer> states = new HashMap<>();
        Map<String, Integer> grouped = new HashMap<>();
        long writeSets = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM coordinator.state")) {
            // Columns of what is not configured are not there.
            Set<String> columns = new HashSet<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(rows.getMetaData().getColumnName(i));
            }
            while (rows.next()) {
                String id = rows.getString("tx_id");
                states.put(id, rows.getInt("tx_state"));
                String children = columns.contains(CHILDREN) ? rows.getString(CHILDREN) : null;
                if (children != null && !children.isEmpty()) {
                    for (String child : children.split(",")) {
                        grouped.put(id + MEMBER + child, children.split(",").length);
                    }
                }
                if (columns.contains(WRITE_SET) && rows.getObject(WRITE_SET) != null) {
                    writeSets++;
                }
            }
        }
        return new CoordinatorRecords(states, grouped, writeSets);
    }

    public boolean isAborted(String id) {
        return states.getOrDefault(id, 0) == ABORTED;
    }

    /** Of a transaction that was acknowledged. */
    Path path(String id) {
        if (grouped.containsKey(id)) {
            return Path.GROUPED;
        }
        if (!states.containsKey(id)) {
            return Path.ONE_PHASE;
        }
        return id.contains(MEMBER) ? Path.DELAYED_GROUP : Path.TWO_PHASE;
    }
}
