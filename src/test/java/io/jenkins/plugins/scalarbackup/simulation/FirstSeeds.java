package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs the first 200 seeds, for {@code -Pmutation}, which runs them for each mutant. It begins with the quickest test
 * and stops at the first failure, so a mutant that any world reveals costs ten of them. {@link SimulationTest} runs all
 * seeds.
 */
class FirstSeeds {
    @Test
    void upTo10() {
        judge(0, 10);
    }

    @Test
    void upTo30() {
        judge(10, 30);
    }

    @Test
    void upTo80() {
        judge(30, 80);
    }

    @Test
    void upTo200() {
        judge(80, 200);
    }

    private static void judge(long from, long end) {
        for (long seed = from; seed < end; seed++) {
            assertEquals(List.of(), Simulation.violationsOf(seed), "seed " + seed);
        }
    }
}
