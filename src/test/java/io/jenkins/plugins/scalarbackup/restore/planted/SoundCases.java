package io.jenkins.plugins.scalarbackup.restore.planted;

import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.ABORTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.COMMITTED;
import static io.jenkins.plugins.scalarbackup.restore.planted.Restore.HOUR;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Upsert;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import io.jenkins.plugins.scalarbackup.restore.planted.Bank.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases in which no fault may be reported. */
final class SoundCases {
    private SoundCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>(whole());
        cases.addAll(explained());
        cases.addAll(inFlight());
        cases.addAll(times());
        cases.addAll(groups());
        cases.addAll(tables());
        return cases;
    }

    private static Case sound(String name, Kind kind, Case.Planting planting) {
        return Case.of("SOUND", name, kind, planting).expect("/offenders/0", "");
    }

    private static List<Case> whole() {
        return List.of(
                sound("as it was, without write sets", Kind.PLAIN, restore -> {})
                        .expect("/checks/writeSets/logged", false)
                        .expect("/checks/notTorn/proven", 8 + 2 * 17)
                        .expect("/blindSpots/0/kind", "WITHOUT_WRITE_SET"),
                sound("as it was, with write sets and deleted records", Kind.LOGGED, restore -> {})
                        .expect("/checks/writeSets/confirmed", 8 + 2 * 17)
                        .expect("/checks/writeSets/absent", 2),
                sound("as it was, committed in groups", Kind.GROUPED, restore -> {})
                        .expect("/checks/notTorn/proven", 8 + 2 * 17)
                        .expect("/checks/writeSets/confirmed", 8 + 2 * 17),
                sound("another namespace of the coordinator", Kind.ELSEWHERE, restore -> {})
                        .expect("/coordinator/table", "elsewhere.state"),
                sound("an earlier moment, all of it", Kind.LOGGED, restore -> {})
                        .at(1)
                        .with("--pod-clock-tolerance", "0"),
                sound(
                                "older than its newest writer by less than the clocks may differ",
                                Kind.LOGGED,
                                restore -> restore.database("second", 2))
                        .expect("/checks/writeSets/withinTolerance", 4));
    }

    private static List<Case> explained() {
        return List.of(
                sound("imported records", Kind.PLAIN, restore -> {
                            restore.sql(
                                    "first", "INSERT INTO \"bank1$entries\" (id, amount) VALUES ('i1', 1), ('i2', 2)");
                        })
                        .expect("/checks/explained/imported", 2),
                sound("imported records beside write sets", Kind.LOGGED, restore -> {
                            restore.sql("second", "INSERT INTO \"bank2$entries\" (id, amount) VALUES ('i1', 1)");
                        })
                        .expect("/checks/explained/imported", 1),
                sound("one-phase commit", Kind.LOGGED, SoundCases::onePhase).expect("/checks/explained/onePhase", 1),
                sound("purged by age", Kind.PLAIN, restore -> {
                            String id = restore.transaction("e3");
                            age(restore, "e3", 2 * HOUR);
                            restore.deleteRow(id);
                        })
                        .expect("/checks/explained/purged", 2)
                        .expect("/checks/explained/purgedInTheLastHour", 0),
                sound("purged in another order", Kind.PLAIN, SoundCases::purgedInAnotherOrder)
                        .with("--purged")
                        .expect("/checks/explained/purged", 2),
                sound("purged by age, of one that a reader settled later", Kind.PLAIN, restore -> {
                            String id = restore.transaction("e3");
                            age(restore, "e3", 3 * HOUR);
                            restore.alterEntry(2, "e3", Map.of("tx_committed_at", restore.pauseStarted - HOUR / 2));
                            restore.row("older", COMMITTED, restore.pauseStarted - 2 * HOUR);
                            restore.deleteRow(id);
                        })
                        .expect("/checks/explained/purged", 2));
    }

    /** Makes a transfer's entries and its row older; its accounts have been written since. */
    static void age(Restore restore, String entry, long by) throws Exception {
        String id = restore.transaction(entry);
        long created = restore.row(id).getBigInt("tx_created_at") - by;
        restore.alterRow(id, Map.of("tx_created_at", created));
        for (int bank = 1; bank <= 2; bank++) {
            restore.alterEntry(bank, entry, Map.of("tx_prepared_at", created - 3, "tx_committed_at", created));
        }
    }

    static void purgedInAnotherOrder(Restore restore) throws Exception {
        String id = restore.transaction("e3");
        age(restore, "e3", 2 * HOUR);
        restore.row("an-older-one", COMMITTED, restore.pauseStarted - 3 * HOUR);
        restore.deleteRow(id);
    }

    private static void onePhase(Restore restore) throws Exception {
        restore.properties.setProperty("scalar.db.consensus_commit.one_phase_commit.enabled", "true");
        try (DistributedTransactionManager manager =
                TransactionFactory.create(restore.properties).getTransactionManager()) {
            DistributedTransaction transaction = manager.begin();
            transaction.upsert(Upsert.newBuilder()
                    .namespace("bank2")
                    .table("entries")
                    .partitionKey(Key.ofText("id", "one-phase"))
                    .intValue("amount", 1)
                    .build());
            transaction.commit();
        }
        restore.window(System.currentTimeMillis() + 1);
    }

    private static List<Case> inFlight() {
        return List.of(
                sound(
                                "committed, and a record not yet settled",
                                Kind.LOGGED,
                                restore -> restore.prepare(true, (first, second) -> {
                                    Bank.book(first, 1, 0, -1);
                                    Bank.book(second, 2, 0, 1);
                                }))
                        .expect("/checks/inFlight/rollForward", 1),
                sound(
                                "committed, and a deleted record not yet gone",
                                Kind.LOGGED,
                                restore -> restore.prepare(true, (first, second) -> {
                                    Bank.book(first, 1, 0, -1);
                                    Bank.delete(second, "bank2", "e5");
                                }))
                        .expect("/checks/inFlight/rollForward", 1),
                sound("left by a client that went away", Kind.LOGGED, SoundCases::abandoned)
                        .expect("/checks/inFlight/abandoned", 2),
                sound(
                                "rolled back, and the records not yet",
                                Kind.LOGGED,
                                restore -> restore.row(abandoned(restore), ABORTED, restore.pauseCompleted + 4000))
                        .expect("/checks/inFlight/rollBack", 2),
                sound(
                                "a deletion that was abandoned",
                                Kind.PLAIN,
                                restore -> restore.prepare(false, (first, second) -> {
                                    Bank.delete(first, "bank1", "e4");
                                    Bank.delete(second, "bank2", "e4");
                                }))
                        .expect("/checks/inFlight/abandoned", 2),
                sound("prepared in the pause by a clock that may be fast", Kind.PLAIN, restore -> {
                    String id = abandoned(restore);
                    for (int bank = 1; bank <= 2; bank++) {
                        restore.alterAccount(
                                bank, 1, Map.of("tx_id", id, "tx_prepared_at", restore.pauseCompleted + 4000));
                    }
                }));
    }

    /**
     * @return the transaction, which wrote account 1 of both banks
     */
    static String abandoned(Restore restore) throws Exception {
        return restore.prepare(false, (first, second) -> {
            Bank.book(first, 1, 1, -1);
            Bank.book(second, 2, 1, 1);
        });
    }

    private static List<Case> times() {
        return List.of(
                sound(
                                "a row of three seconds after the window",
                                Kind.PLAIN,
                                restore -> restore.row("late", ABORTED, restore.verifiedUntil + 3000))
                        .expect("/checks/notLater/withinTolerance", 1),
                sound("a transaction of three seconds after the window", Kind.PLAIN, restore -> {
                            long late = restore.verifiedUntil + 3000;
                            String id = restore.transaction("e9");
                            restore.alterRow(id, Map.of("tx_created_at", late));
                            for (int bank = 1; bank <= 2; bank++) {
                                restore.alterEntry(
                                        bank, "e9", Map.of("tx_prepared_at", late - 2, "tx_committed_at", late));
                            }
                        })
                        .expect("/checks/notLater/withinTolerance", 3),
                sound(
                        "a reader's row in the window",
                        Kind.PLAIN,
                        restore -> restore.row("readers", ABORTED, restore.pauseCompleted + 9000)),
                sound(
                                "settled by a reader in the window",
                                Kind.PLAIN,
                                restore -> restore.alterEntry(
                                        1, "e7", Map.of("tx_committed_at", restore.pauseCompleted + 9000)))
                        .with("--pod-clock-tolerance", "0"));
    }

    private static List<Case> groups() {
        return List.of(
                sound("a group's row that a reader aborted, and its member's own", Kind.GROUPED, restore -> {
                    String id = restore.transaction("e8");
                    restore.deleteRow(id.substring(0, 24));
                    restore.row(id.substring(0, 24), ABORTED, restore.pauseStarted);
                    restore.row(id, COMMITTED, restore.entry(2, "e8").getBigInt("tx_committed_at"));
                }),
                sound("a group with others in it", Kind.GROUPED, restore -> {
                    String id = restore.transaction("e8");
                    restore.alterRow(
                            id.substring(0, 24), Map.of("tx_child_ids", "another," + id.substring(25) + ",a-third"));
                }),
                sound("an ID that only looks like a member's", Kind.PLAIN, restore -> {
                    String id = "123456789012345678901234$own";
                    rename(restore, "e8", id);
                }));
    }

    /** Gives a transfer another ID, in its entries and its row; its accounts keep theirs. */
    private static void rename(Restore restore, String entry, String id) throws Exception {
        for (int bank = 1; bank <= 2; bank++) {
            restore.alterEntry(bank, entry, Map.of("tx_id", id));
        }
        restore.row(id, COMMITTED, restore.entry(2, entry).getBigInt("tx_committed_at"));
    }

    private static List<Case> tables() {
        return List.of(
                sound("a table that transactions do not use", Kind.PLAIN, restore -> restore.admin()
                                .createTable("bank1", "settings", Bank.ENTRY))
                        .expect("/notTransactional/0", "bank1.settings"),
                sound(
                        "a table that the metadata do not have",
                        Kind.LOGGED,
                        restore -> restore.sql(
                                "first", "CREATE TABLE \"bank1$ghosts\" (id TEXT PRIMARY KEY, tx_id TEXT)")),
                sound("one table of many", Kind.LOGGED, restore -> restore.sql("first", "DROP TABLE \"bank1$entries\""))
                        .with("--tables", "bank2.accounts,bank1.accounts", "--parallel", "1")
                        .expect("/notSelected/0", "bank1.entries")
                        .expect("/tables/1/table", "bank2.accounts"),
                sound("keys of each type", Kind.LOGGED, Keys::write)
                        .expect("/checks/writeSets/confirmed", 8 + 2 * 17 + Keys.RECORDS));
    }
}
