package io.jenkins.plugins.scalarbackup.restore.planted;

import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.ABORTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.COMMITTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.PREPARED;

import io.jenkins.plugins.scalarbackup.restore.planted.Bank.Kind;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases with databases that are of a later time, incomplete, or of which too little is known. */
final class OtherCases {
    private OtherCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>(later());
        cases.addAll(incomplete());
        cases.addAll(unknown());
        return cases;
    }

    private static Case later(String name, Kind kind, Case.Planting planting) {
        return Case.of("LATER", name, kind, planting);
    }

    private static List<Case> later() {
        return List.of(
                later(
                                "committed a minute after the window",
                                Kind.PLAIN,
                                restore -> restore.alterEntry(
                                        2, "e5", Map.of("tx_committed_at", restore.verifiedUntil + 60_000)))
                        .expect("/checks/notLater/faults", 1)
                        .expect("/offenders/0/key/id", "e5"),
                later(
                        "prepared a minute after the window",
                        Kind.PLAIN,
                        restore ->
                                restore.alterEntry(2, "e5", Map.of("tx_prepared_at", restore.verifiedUntil + 60_000))),
                later(
                                "aborted a minute after the window",
                                Kind.PLAIN,
                                restore -> restore.row("late", ABORTED, restore.verifiedUntil + 60_000))
                        .expect("/offenders/0/table", "coordinator.state")
                        .expect("/offenders/0/key/tx_id", "late"),
                later(
                        "a row of a commit after the window",
                        Kind.PLAIN,
                        restore -> restore.row("late", COMMITTED, restore.verifiedUntil + 5_001)),
                later(
                        "in flight after the window",
                        Kind.PLAIN,
                        restore -> restore.alterEntry(
                                1,
                                "e5",
                                Map.of(
                                        "tx_id",
                                        "late",
                                        "tx_state",
                                        PREPARED,
                                        "tx_prepared_at",
                                        restore.verifiedUntil + 6_000))),
                later(
                                "three seconds after, by clocks that are known",
                                Kind.PLAIN,
                                restore -> restore.row("late", COMMITTED, restore.verifiedUntil + 3000))
                        .with("--pod-clock-tolerance", "1s"),
                later("all of a later time", Kind.LOGGED, restore -> {
                            restore.window(restore.end(2));
                            restore.pauseCompleted = restore.pauseStarted;
                            restore.verifiedUntil = restore.pauseStarted;
                        })
                        .with("--pod-clock-tolerance", "0")
                        .expect("/checks/notTorn/faults", 0));
    }

    private static Case incomplete(String name, Kind kind, Case.Planting planting) {
        return Case.of("INCOMPLETE", name, kind, planting);
    }

    private static List<Case> incomplete() {
        return List.of(
                incomplete(
                                "a table is missing",
                                Kind.PLAIN,
                                restore -> restore.sql("first", "DROP TABLE \"bank1$entries\""))
                        .expect("/checks/metadata/faults", 1)
                        .expect("/offenders/0/table", "bank1.entries"),
                incomplete(
                                "the coordinator's table is missing",
                                Kind.PLAIN,
                                restore -> restore.sql("first", "DROP TABLE \"coordinator$state\""))
                        .expect("/offenders/0/table", "coordinator.state")
                        .expect("/checks/notTorn/unchecked", 8 + 2 * 17),
                incomplete("the coordinator is not in the metadata", Kind.PLAIN, restore -> restore.admin()
                        .dropTable("coordinator", "state")),
                incomplete(
                                "the coordinator is looked for elsewhere",
                                Kind.PLAIN,
                                restore -> restore.properties.setProperty(
                                        "scalar.db.consensus_commit.coordinator.namespace", "elsewhere"))
                        .expect("/offenders/0/table", "elsewhere.state"),
                incomplete("the metadata are empty", Kind.PLAIN, restore -> {
                    restore.sql("first", "DELETE FROM \"scalardb$metadata\"");
                    restore.sql("second", "DELETE FROM \"scalardb$metadata\"");
                }),
                incomplete(
                        "a database is none",
                        Kind.PLAIN,
                        restore -> Files.writeString(
                                restore.directory.resolve("second.db"), "This is no database. ".repeat(100))),
                incomplete(
                                "a table that transactions wrote is not in the metadata",
                                Kind.LOGGED,
                                restore -> restore.sql(
                                        "second",
                                        "DELETE FROM \"scalardb$metadata\" WHERE full_table_name = 'bank2.entries'"))
                        .expect("/checks/metadata/unknownTables/0", "bank2.entries"),
                incomplete("a table that is asked for is not in the metadata", Kind.PLAIN, restore -> {})
                        .with("--tables", "bank1.accounts,bank1.acounts")
                        .expect("/offenders/0/table", "bank1.acounts"));
    }

    private static Case unknown(String name, Kind kind, Case.Planting planting) {
        return Case.of("UNKNOWN", name, kind, planting);
    }

    private static List<Case> unknown() {
        return List.of(
                unknown(
                                "the coordinator is empty",
                                Kind.PLAIN,
                                restore -> restore.sql("first", "DELETE FROM \"coordinator$state\""))
                        .expect("/checks/explained/purged", 8 + 2 * 17),
                unknown(
                                "purged into the last hour",
                                Kind.PLAIN,
                                restore -> restore.sql(
                                        "first",
                                        "DELETE FROM \"coordinator$state\" WHERE tx_created_at <= " + restore.end(1)))
                        .expect("/checks/notTorn/faults", 0),
                unknown(
                        "a database with imported records only",
                        Kind.LOGGED,
                        restore -> restore.sql(
                                "second",
                                "DELETE FROM \"bank2$accounts\"",
                                "DELETE FROM \"bank2$entries\"",
                                "INSERT INTO \"bank2$entries\" (id, amount) VALUES ('i1', 1)")),
                unknown(
                                "an empty database",
                                Kind.LOGGED,
                                restore -> restore.sql(
                                        "second", "DELETE FROM \"bank2$accounts\"", "DELETE FROM \"bank2$entries\""))
                        .expect("/databases/1/records", 0),
                unknown(
                                "one-phase commits only",
                                Kind.PLAIN,
                                restore -> restore.sql(
                                        "second",
                                        "UPDATE \"bank2$accounts\" SET tx_id = 'x' || id, tx_prepared_at = tx_committed_at",
                                        "UPDATE \"bank2$entries\" SET tx_id = 'x' || id, tx_prepared_at = tx_committed_at"))
                        .expect("/checks/explained/onePhase", 4 + 17),
                unknown("a window that is not proven", Kind.PLAIN, restore -> restore.proven = false),
                unknown(
                        "a state that no record has",
                        Kind.PLAIN,
                        restore -> restore.alterEntry(1, "e5", Map.of("tx_state", ABORTED))),
                unknown(
                        "a row without a time",
                        Kind.PLAIN,
                        restore -> restore.alterRow("odd", Map.of("tx_state", ABORTED))),
                unknown("somebody wrote in the pause", Kind.PLAIN, restore -> {
                            long time = restore.pauseCompleted + 5_050;
                            restore.alterRow(restore.transaction("e5"), Map.of("tx_created_at", time + 2));
                            for (int bank = 1; bank <= 2; bank++) {
                                restore.alterEntry(
                                        bank, "e5", Map.of("tx_prepared_at", time, "tx_committed_at", time + 2));
                            }
                        })
                        .with("--pod-clock-tolerance", "2s")
                        .expect("/checks/inFlight/committedInThePause", 2));
    }
}
