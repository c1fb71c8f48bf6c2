package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Lets the controller die at every single action, one per run, and start again. Nothing else goes wrong, so everything
 * that can be proven is proven.
 */
class CrashAnywhereTest {
    private static final int WORLDS = 12;
    private static final int MOST = 14;

    @Test
    void aCrashAloneCostsNoProof() {
        Map<String, Integer> unproven = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        int crashes = 0;
        int consistent = 0;
        for (long seed : quietWorlds()) {
            for (Fault crash : crashes(seed)) {
                Simulation.Outcome outcome = Simulation.run(seed, List.of(crash), false);
                crashes += outcome.happened().size();
                outcome.violations().stream()
                        // A restart that takes longer than maxOutage does end a window.
                        .filter(violation -> !violation.startsWith("V:"))
                        .forEach(violation -> violations.add("seed " + seed + ", " + crash + ": " + violation));
                for (WindowRecord record : outcome.records()) {
                    consistent += record.verdict() == Verdict.CONSISTENT ? 1 : 0;
                    if (record.verdict() == Verdict.INCONSISTENT) {
                        unproven.merge(String.join(" ", record.reasons()), 1, Integer::sum);
                    }
                }
            }
        }
        assertEquals(List.of(), violations);
        unproven.keySet().removeIf(reason -> reason.contains("its offset against the API server was not measured"));
        // The first Unpause is sent before that is on disk: after a crash in between, pods are unpaused and nothing is
        // proven.
        unproven.keySet().removeIf(reason -> reason.contains("restarted while it closed the window"));
        assertEquals(Map.of(), unproven);
        assertTrue(crashes > 1_000 && consistent > crashes / 4, crashes + " crashes, " + consistent + " consistent");
    }

    /** Somebody else's Pause is draining when ours arrives: what we then learn must survive a crash at any point. */
    @Test
    void aCrashAfterAPodProvedToBeSomebodyElsesOpensItNeither() {
        List<String> violations = new ArrayList<>();
        int crashes = 0;
        for (long seed : quietWorlds().subList(0, 4)) {
            for (Verb verb :
                    List.of(Verb.PAUSE, Verb.JOURNAL, Verb.UNPAUSE, Verb.CHECK, Verb.RECORD, Verb.LEASE_REPLACE)) {
                for (Verb.Stage stage : Verb.Stage.values()) {
                    for (int count = 1; count <= 6; count++) {
                        Fault foreign = new Fault(
                                FaultKind.FOREIGN_PAUSE_DRAINS, Verb.PAUSE, Verb.Stage.SENT, 1, 0, seed + count);
                        Fault crash = new Fault(FaultKind.CRASH, verb, stage, count, 0, seed * MOST + count);
                        Simulation.Outcome outcome = Simulation.run(seed, List.of(foreign, crash), false);
                        crashes += outcome.happened().getOrDefault(FaultKind.CRASH, 0);
                        outcome.violations().stream()
                                .filter(violation -> !violation.startsWith("V:"))
                                .forEach(violation -> violations.add("seed " + seed + ", " + crash + ": " + violation));
                    }
                }
            }
        }
        assertEquals(List.of(), violations);
        assertTrue(crashes > 200, crashes + " crashes");
    }

    /**
     * The journal is lost, and any request to the API server by which its Leases are rescued may lose its answer,
     * carried out or not.
     */
    @Test
    void aLostAnswerAfterALostJournalLeavesNoPodPaused() {
        List<String> violations = new ArrayList<>();
        int both = 0;
        for (long seed : quietWorlds().subList(0, 2)) {
            for (int count = 1; count <= 25; count++) {
                Fault journal = new Fault(FaultKind.JOURNAL_LOST, Verb.CHECK, Verb.Stage.ANSWERED, 8, 0, seed);
                Fault answer = new Fault(
                        FaultKind.API_ANSWER_LOST, Verb.LEASE_LIST, Verb.Stage.ANSWERED, 1, 0, seed * MOST + count);
                Simulation.Outcome outcome = Simulation.run(seed, List.of(journal, answer), false);
                both += outcome.happened().size() == 2 ? 1 : 0;
                outcome.violations().stream()
                        .filter(violation -> !violation.startsWith("V:"))
                        .forEach(violation -> violations.add("seed " + seed + ", " + answer + ": " + violation));
            }
        }
        assertEquals(List.of(), violations);
        assertTrue(both > 20, both + " runs");
    }

    /**
     * It is unknown which pods the earlier start unpaused, and the API server does not tell who has them paused by now.
     */
    @Test
    void aCrashWhileOpeningIsNoReasonToOpenOnceMoreUnasked() {
        List<String> violations = new ArrayList<>();
        int both = 0;
        for (long seed : quietWorlds().subList(0, 3)) {
            for (Verb verb : List.of(Verb.UNPAUSE, Verb.JOURNAL)) {
                for (Verb.Stage stage : Verb.Stage.values()) {
                    for (int count = 1; count <= 6; count++) {
                        Fault silent = new Fault(FaultKind.API_SILENT, Verb.PAUSE, Verb.Stage.ANSWERED, 1, 0, seed);
                        Fault crash = new Fault(FaultKind.CRASH, verb, stage, count, 0, seed * MOST + count);
                        Simulation.Outcome outcome = Simulation.run(seed, List.of(silent, crash), false);
                        both += outcome.happened().size() == 2 ? 1 : 0;
                        outcome.violations().stream()
                                .filter(violation -> !violation.startsWith("V:"))
                                .forEach(violation -> violations.add("seed " + seed + ", " + crash + ": " + violation));
                    }
                }
            }
        }
        assertEquals(List.of(), violations);
        assertTrue(both > 30, both + " runs");
    }

    /** Returns the worlds with one window, which only the crash can harm. */
    private static List<Long> quietWorlds() {
        List<Long> quiet = new ArrayList<>();
        for (long seed = 0; quiet.size() < WORLDS; seed++) {
            if (Simulation.isQuiet(seed)) {
                quiet.add(seed);
            }
        }
        return quiet;
    }

    private static List<Fault> crashes(long seed) {
        List<Fault> crashes = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            for (Verb.Stage stage : Verb.Stage.values()) {
                for (int count = 1; count <= MOST; count++) {
                    crashes.add(new Fault(FaultKind.CRASH, verb, stage, count, 0, seed * MOST + count));
                }
            }
        }
        return crashes;
    }
}
