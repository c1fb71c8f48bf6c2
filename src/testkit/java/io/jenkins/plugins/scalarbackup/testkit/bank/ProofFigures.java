package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Note;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The results of the proof in one configuration.
 *
 * @param windows windows that were restored, judged and verified
 * @param counterProofs restores that must be broken
 * @param acknowledged the number of transactions by kind: all, within one table, across both databases, delete and
 *     insert
 * @param paths the number of transactions by the way in which they were committed
 * @param readerRecovered whether the reader rolled the abandoned transaction back in the first window
 */
public record ProofFigures(
        List<Judged> windows,
        Map<String, Judged> counterProofs,
        Map<String, Long> acknowledged,
        Map<String, Long> paths,
        boolean readerRecovered) {

    public static ProofFigures of(
            List<Judged> windows,
            Map<String, Judged> counterProofs,
            Map<String, Note> notes,
            CoordinatorRecords coordinator,
            boolean readerRecovered) {
        List<Note> acknowledged = notes.values().stream()
                .filter(note -> note.outcome() == Outcome.ACKNOWLEDGED)
                .toList();
        Map<String, Long> kinds = new LinkedHashMap<>();
        kinds.put("all", (long) acknowledged.size());
        kinds.put("withinOneTable", count(acknowledged, note -> !note.kind().spans()));
        kinds.put("acrossDatabases", count(acknowledged, note -> note.kind().spans()));
        kinds.put("deleteAndInsert", count(acknowledged, note -> note.kind().moves()));
        Map<String, Long> paths = new LinkedHashMap<>();
        paths.put("twoPhase", on(CoordinatorRecords.Path.TWO_PHASE, acknowledged, coordinator));
        paths.put("onePhase", on(CoordinatorRecords.Path.ONE_PHASE, acknowledged, coordinator));
        paths.put("grouped", on(CoordinatorRecords.Path.GROUPED, acknowledged, coordinator));
        paths.put(
                "groupedWithOthers",
                coordinator.grouped().values().stream()
                        .filter(members -> members > 1)
                        .count());
        paths.put("delayedGroup", on(CoordinatorRecords.Path.DELAYED_GROUP, acknowledged, coordinator));
        paths.put("writeSetsLogged", coordinator.writeSets());
        return new ProofFigures(List.copyOf(windows), counterProofs, kinds, paths, readerRecovered);
    }

    private static long on(CoordinatorRecords.Path path, List<Note> notes, CoordinatorRecords coordinator) {
        return count(notes, note -> coordinator.path(note.id()) == path);
    }

    private static long count(List<Note> notes, Predicate<Note> which) {
        return notes.stream().filter(which).count();
    }

    /** Returns all deviations; empty if everything is proven. */
    public List<String> faults(BankConfiguration configuration) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            if (!windows.get(i).finding().isConsistent()) {
                faults.add("window " + (i + 1) + " is " + windows.get(i).finding());
            }
            if (!windows.get(i).verification().isSound()) {
                faults.add("the verifier says of window " + (i + 1) + ": "
                        + windows.get(i).verification());
            }
        }
        counterProofs.forEach((what, judged) -> {
            if (judged.finding().isConsistent()) {
                faults.add("the counter-proof " + what + " is not broken");
            }
            if (judged.verification().isSound()) {
                faults.add("the verifier calls the counter-proof " + what + " sound");
            }
        });
        long all = acknowledged.get("all");
        acknowledged.forEach((what, count) -> {
            if (count == 0 || !what.equals("deleteAndInsert") && count * 3 < all) {
                faults.add("only " + count + " of " + all + " transactions are " + what);
            }
        });
        for (String path : expectedPaths(configuration)) {
            if (paths.get(path) == 0) {
                faults.add("no transaction took the path " + path);
            }
        }
        if (!readerRecovered) {
            faults.add("the reader did not recover the abandoned transaction");
        }
        return faults;
    }

    private static List<String> expectedPaths(BankConfiguration configuration) {
        return switch (configuration) {
            case DEFAULT, ASYNCHRONOUS -> List.of("twoPhase");
            case GROUP_COMMIT -> List.of("grouped", "groupedWithOthers", "delayedGroup");
            case ONE_PHASE -> List.of("onePhase", "twoPhase", "writeSetsLogged");
        };
    }

    /** Returns the figures for the summary. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("windows", windows.size());
        List<Finding> findings = windows.stream().map(Judged::finding).toList();
        map.put("consistent", findings.stream().filter(Finding::isConsistent).count());
        map.putAll(sums(findings));
        map.put(
                "verifier",
                Verification.sums(windows.stream().map(Judged::verification).toList()));
        map.put("acknowledged", acknowledged);
        map.put("paths", paths);
        map.put("readerRecoveredInWindow", readerRecovered);
        Map<String, Object> proofs = new LinkedHashMap<>();
        counterProofs.forEach((what, judged) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("broken", !judged.finding().isConsistent());
            figures.putAll(sums(List.of(judged.finding())));
            figures.put("verifier", judged.verification().asMap());
            proofs.put(what, figures);
        });
        map.put("counterProofs", proofs);
        return map;
    }

    private static Map<String, Object> sums(List<Finding> findings) {
        Map<String, Object> sums = new LinkedHashMap<>();
        sums.put(
                "transactionsChecked",
                findings.stream().mapToLong(Finding::checked).sum());
        sums.put(
                "missing",
                findings.stream().mapToLong(finding -> finding.missing().size()).sum());
        sums.put(
                "extra",
                findings.stream().mapToLong(finding -> finding.extra().size()).sum());
        sums.put(
                "torn",
                findings.stream().mapToLong(finding -> finding.torn().size()).sum());
        return sums;
    }
}
