package io.jenkins.plugins.scalarbackup.verifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report's part on what the verifier could not check, or can only explain. */
final class BlindSpots {
    private final List<Map<String, Object>> all = new ArrayList<>();

    private BlindSpots() {}

    static List<Map<String, Object>> of(Examined examined) {
        BlindSpots spots = new BlindSpots();
        spots.writeSets(examined);
        spots.explained(examined);
        spots.tables(examined);
        spots.add(
                "VALUES",
                null,
                "What the records say was not compared with anything; only what ScalarDB's transactions note beside it.");
        return spots.all;
    }

    private void add(String kind, Long count, String text) {
        if (count == null || count > 0) {
            Map<String, Object> spot = new LinkedHashMap<>();
            spot.put("kind", kind);
            spot.put("count", count);
            spot.put("text", text);
            all.add(spot);
        }
    }

    private void writeSets(Examined examined) {
        Map<String, Object> coordinator = examined.coordinator().asMap();
        WriteSets writeSets = examined.writeSets();
        add(
                "WITHOUT_WRITE_SET",
                (Long) coordinator.get("committed") - writeSets.rows(),
                "Committed transactions without a write set: a record that such a transaction wrote and that is older or"
                        + " not there can't be seen. (scalar.db.consensus_commit.coordinator.write_set_logging.enabled)");
        add(
                "ABSENT",
                examined.absent(),
                "Records that write sets name and that are not there: deleted, or lost; write sets do not say which.");
        add(
                "WITHIN_CLOCK_TOLERANCE",
                examined.sum(tally -> tally.withinTolerance),
                "Records older than a transaction that wrote them by no more than the pods' clocks may differ.");
        add(
                "UNREADABLE_WRITE_SETS",
                writeSets.unreadable(),
                "Write sets, or entries in them, that make no sense here.");
        add(
                "OLD_WRITE_SETS",
                writeSets.settled(),
                "Entries of write sets from more than an hour before the window, beyond what is kept of those.");
        add(
                "DROPPED_TABLES",
                (long) writeSets.droppedTables().size(),
                "Tables that transactions wrote more than an hour before the window and of which the metadata know"
                        + " nothing.");
    }

    private void explained(Examined examined) {
        add("IMPORTED", examined.sum(tally -> tally.imported), "Records that were imported and never written since.");
        add(
                "ONE_PHASE",
                examined.sum(tally -> tally.onePhase),
                "Records that were prepared and committed in the same millisecond and whose transaction has no row: one-phase"
                        + " commits leave none.");
        add("PURGED", examined.sum(tally -> tally.purged), "Records of transactions whose row may have been purged.");
        add(
                "AFTER_THE_END",
                examined.sum(tally -> tally.afterTheEnd)
                        + examined.coordinator().afterTheEnd(),
                "Records and rows of a time after the window, by no more than the pods' clocks may be off.");
    }

    private void tables(Examined examined) {
        add(
                "NOT_TRANSACTIONAL",
                (long) examined.notTransactional().size(),
                "Tables of the metadata that ScalarDB's transactions do not use.");
        add("NOT_SELECTED", (long) examined.notSelected().size(), "Tables that --tables left out.");
        add(
                "OUTSIDE_THE_METADATA",
                null,
                "Tables that are not in ScalarDB's metadata can't be seen, unless a recent write set names them.");
    }
}
