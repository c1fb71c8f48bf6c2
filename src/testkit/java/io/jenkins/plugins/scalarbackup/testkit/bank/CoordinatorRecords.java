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
 * The coordinator's records about transactions, which show by which path each was committed.
 *
 * @param states the state of each record, by its ID
 * @param grouped the number of transactions in the group of each parent record, by its ID
 * @param writeSets the number of records with a write set
 */
public record CoordinatorRecords(Map<String, Integer> states, Map<String, Integer> grouped, long writeSets) {
    private static final int ABORTED = 4;
    /** Separates the ID of a group from that of a transaction in it. */
    private static final String MEMBER = "$";

    private static final String CHILDREN = "tx_child_ids";
    private static final String WRITE_SET = "tx_write_set";

    /** The ways in which a transaction was committed. */
    enum Path {
        /** With a record of its own. */
        TWO_PHASE,
        /** With a record that it shares, or could have shared, with its group. */
        GROUPED,
        /** In a group of its own, because it kept the others waiting. */
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
            // Columns of features that are not configured do not exist.
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

    /** Returns the path of an acknowledged transaction. */
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
