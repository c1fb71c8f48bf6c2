package io.jenkins.plugins.scalarbackup.restore.planted;

import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.ABORTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.COMMITTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.DELETED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.PREPARED;

import io.jenkins.plugins.scalarbackup.restore.planted.Bank.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases that are all broken. */
final class TornCases {
    private TornCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>(coordinator());
        cases.addAll(groups());
        cases.addAll(writeSets());
        cases.addAll(inFlight());
        return cases;
    }

    private static Case torn(String name, Kind kind, Case.Planting planting) {
        return Case.of("TORN", name, kind, planting);
    }

    private static List<Case> coordinator() {
        return List.of(
                torn(
                                "a transaction's row is missing",
                                Kind.PLAIN,
                                restore -> restore.deleteRow(restore.transaction("e5")))
                        .expect("/checks/notTorn/faults", 2)
                        .expect("/offenders/0/key/id", "e5"),
                torn("a transaction's row says that it was aborted", Kind.PLAIN, restore -> {
                            String id = restore.transaction("e5");
                            restore.deleteRow(id);
                            restore.row(id, ABORTED, restore.pauseStarted);
                        })
                        .expect("/checks/notTorn/faults", 2),
                torn("half of a transaction is aborted", Kind.PLAIN, restore -> {
                            restore.row("never-committed", ABORTED, restore.pauseStarted);
                            restore.alterEntry(2, "e5", Map.of("tx_id", "never-committed"));
                        })
                        .expect("/checks/notTorn/faults", 1)
                        .expect("/offenders/0/table", "bank2.entries"),
                torn(
                                "one database is later than the coordinator's",
                                Kind.PLAIN,
                                restore -> restore.database("second", 3))
                        .at(2)
                        .expect("/checks/notTorn/faults", 6 + 4),
                torn(
                                "one table is later than the coordinator",
                                Kind.PLAIN,
                                restore -> restore.table("first", "bank1$entries", 3))
                        .at(2)
                        .expect("/checks/notTorn/faults", 6),
                torn(
                                "the coordinator is earlier than all",
                                Kind.LOGGED,
                                restore -> restore.table("first", "coordinator$state", 2))
                        .expect("/checks/notTorn/faults", 12 + 8),
                torn("purged, and older rows are there", Kind.PLAIN, SoundCases::purgedInAnotherOrder)
                        .expect("/checks/notTorn/faults", 2),
                torn("one-phase, and a row says that it was aborted", Kind.PLAIN, restore -> {
                            long time = restore.entry(1, "e5").getBigInt("tx_committed_at");
                            restore.row("one-phase", ABORTED, time);
                            restore.alterEntry(1, "e5", Map.of("tx_id", "one-phase", "tx_prepared_at", time));
                        })
                        .expect("/checks/notTorn/faults", 1),
                torn("a hundred and fifty at once", Kind.PLAIN, restore -> {
                            long time = restore.end(2);
                            restore.sql(
                                    "second",
                                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO"
                                            + " \"bank2$entries\" (id, tx_id, tx_state, tx_version, tx_prepared_at,"
                                            + " tx_committed_at) SELECT 'x' || i, 'x' || i, 3, 1, " + (time - 5) + ", "
                                            + time + " FROM n");
                        })
                        .expect("/checks/notTorn/faults", 150)
                        .expect("/offenders/99/table", "bank2.entries")
                        .expect("/offenders/100", "")
                        .expect("/offendersNotListed", 50));
    }

    private static List<Case> groups() {
        return List.of(
                torn(
                                "a group's row does not name its member",
                                Kind.GROUPED,
                                restore -> restore.alterRow(
                                        restore.transaction("e8").substring(0, 24), Map.of("tx_child_ids", "another")))
                        .expect("/checks/notTorn/faults", 2),
                torn(
                                "a group's row is missing",
                                Kind.GROUPED,
                                restore -> restore.deleteRow(
                                        restore.transaction("e8").substring(0, 24)))
                        .expect("/checks/notTorn/faults", 2),
                torn("a group's row was aborted by a reader, and there is no other", Kind.GROUPED, restore -> {
                            String parent = restore.transaction("e8").substring(0, 24);
                            restore.deleteRow(parent);
                            restore.row(parent, ABORTED, restore.pauseStarted);
                        })
                        .expect("/checks/notTorn/faults", 2),
                torn("a member's own row says that it was aborted", Kind.GROUPED, restore -> {
                            String id = restore.transaction("e8");
                            restore.deleteRow(id.substring(0, 24));
                            restore.row(id, ABORTED, restore.pauseStarted);
                        })
                        .expect("/checks/notTorn/faults", 2));
    }

    private static List<Case> writeSets() {
        return List.of(
                torn(
                                "one database is earlier, and write sets say so",
                                Kind.LOGGED,
                                restore -> restore.database("second", 2))
                        .with("--pod-clock-tolerance", "0")
                        .expect("/checks/writeSets/faults", 4)
                        .expect("/checks/sameMoment/faults", 4)
                        .expect("/checks/writeSets/absent", 2 + 6),
                torn("the same, of transactions in groups", Kind.GROUPED, restore -> restore.database("second", 2))
                        .with("--pod-clock-tolerance", "0ms")
                        .expect("/checks/writeSets/faults", 4),
                torn("one table is earlier", Kind.LOGGED, restore -> restore.table("first", "bank1$accounts", 2))
                        .with("--pod-clock-tolerance=0s")
                        .expect("/checks/writeSets/faults", 4)
                        .expect("/offenders/0/table", "bank1.accounts"),
                torn("older than the clocks may differ", Kind.LOGGED, restore -> {
                            // The record is as it was two minutes before its newest writer.
                            long time = restore.account(1, 2).getBigInt("tx_committed_at") - 120_000;
                            restore.row("an-older-one", COMMITTED, time);
                            restore.alterAccount(
                                    1,
                                    2,
                                    Map.of("tx_id", "an-older-one", "tx_prepared_at", time, "tx_committed_at", time));
                        })
                        .expect("/checks/writeSets/faults", 1)
                        .expect("/offenders/0/key/id", "a2")
                        .expect("/offenders/0/key/branch", 1),
                torn("a deletion that is not there", Kind.LOGGED, restore -> {
                            restore.alterEntry(2, "e0", deleted(restore));
                        })
                        .expect("/offenders/0/key/id", "e0"),
                torn(
                                "a record as it was imported, which a transaction wrote",
                                Kind.LOGGED,
                                restore -> restore.sql(
                                        "second",
                                        "UPDATE \"bank2$entries\" SET tx_id = NULL, tx_state = NULL, tx_prepared_at = NULL,"
                                                + " tx_committed_at = NULL WHERE id = 'e5'"))
                        .expect("/checks/writeSets/faults", 1),
                torn("what will be rolled back was older before", Kind.LOGGED, restore -> {
                            String id = SoundCases.abandoned(restore);
                            restore.row(id, ABORTED, restore.pauseStarted);
                            long time = restore.pauseStarted - 300_000;
                            restore.row("an-older-one", COMMITTED, time);
                            restore.alterAccount(
                                    2,
                                    1,
                                    Map.of(
                                            "before_tx_id", "an-older-one",
                                            "before_tx_prepared_at", time,
                                            "before_tx_committed_at", time));
                        })
                        .expect("/checks/writeSets/faults", 1));
    }

    /** Returns entry 0 as it was before it was deleted, ten minutes ago. */
    private static Map<String, Object> deleted(Restore restore) throws Exception {
        long time = restore.end(1) - 600_000;
        restore.row("the-first-one", COMMITTED, time);
        return Map.of(
                "tx_id",
                "the-first-one",
                "tx_state",
                COMMITTED,
                "tx_version",
                1,
                "tx_prepared_at",
                time - 4,
                "tx_committed_at",
                time);
    }

    private static List<Case> inFlight() {
        return List.of(
                torn("prepared in the pause", Kind.PLAIN, restore -> inThePause(restore, PREPARED))
                        .expect("/checks/inFlight/faults", 1),
                torn("deleted in the pause", Kind.PLAIN, restore -> inThePause(restore, DELETED))
                        .expect("/checks/inFlight/faults", 1),
                torn(
                                "prepared in the pause, by clocks that are known",
                                Kind.PLAIN,
                                restore -> restore.alterEntry(
                                        1,
                                        "e5",
                                        Map.of(
                                                "tx_id",
                                                "begun",
                                                "tx_state",
                                                PREPARED,
                                                "tx_prepared_at",
                                                restore.pauseCompleted + 1)))
                        .with("--pod-clock-tolerance", "0")
                        .expect("/checks/inFlight/faults", 1),
                torn("what it was before is of a transaction without a row", Kind.PLAIN, restore -> {
                            SoundCases.abandoned(restore);
                            restore.deleteRow(restore.account(1, 1).getText("before_tx_id"));
                        })
                        .expect("/checks/notTorn/faults", 4));
    }

    private static void inThePause(Restore restore, int state) throws Exception {
        restore.alterEntry(
                1, "e5", Map.of("tx_id", "begun", "tx_state", state, "tx_prepared_at", restore.pauseCompleted + 6000));
    }
}
