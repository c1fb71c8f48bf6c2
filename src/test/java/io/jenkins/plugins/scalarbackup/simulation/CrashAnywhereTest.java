package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.backup.Verdict;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The controller dies at every single thing that it does, one run each, and starts again. Nothing else goes wrong, so all
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
                        // A restart that takes longer than maxOutage ends a window, of course.
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
        // The first Unpause leaves before the disk hears of it: a crash in between finds open pods and no proof.
        unproven.keySet().removeIf(reason -> reason.contains("restarted while it closed the window"));
        assertEquals(Map.of(), unproven);
        assertTrue(crashes > 1_000 && consistent > crashes / 4, crashes + " crashes, " + consistent + " consistent");
    }

    /** Where there is one window, which nobody but the crash can harm. */
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
