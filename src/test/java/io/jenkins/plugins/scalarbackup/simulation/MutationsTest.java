package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the simulation: some seed reveals every deliberate mistake. */
class MutationsTest {
    private static final int SEEDS = Integer.getInteger("simulation.mutations.seeds", 20_000);

    @Test
    void everyMutationHasItsPlace() {
        assertAll(Mutation.ALL.stream().map(mutation -> () -> MutatedProtocol.sources(mutation)));
    }

    @Test
    void everyMutationIsFound() throws Exception {
        Map<String, Object> found = new TreeMap<>();
        List<String> missed = new ArrayList<>();
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        Map<Mutation, Future<String>> hunts = new LinkedHashMap<>();
        try {
            // With -Dsimulation.mutation=REGEX, only those whose names match.
            Pattern wanted = Pattern.compile(System.getProperty("simulation.mutation", ""));
            for (Mutation mutation : Mutation.ALL.stream()
                    .filter(one -> wanted.matcher(one.name()).find())
                    .toList()) {
                // Compiled here and not by a worker, so that a mutation that no longer fits is noticed within seconds.
                MutatedProtocol mutated = new MutatedProtocol(mutation);
                long from = WatchdogMutations.ALL.contains(mutation) ? World.WATCHED : 0;
                hunts.put(mutation, workers.submit(() -> hunt(mutated, from)));
            }
            for (Map.Entry<Mutation, Future<String>> hunt : hunts.entrySet()) {
                String caught = hunt.getValue().get();
                if (caught == null) {
                    missed.add(hunt.getKey().name());
                } else {
                    found.put(hunt.getKey().name(), caught);
                }
            }
        } finally {
            workers.shutdownNow();
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("total", hunts.size());
        summary.put("caught", found.size());
        Summary.writeMutations(summary);
        assertTrue(missed.isEmpty(), () -> "Not found in " + SEEDS + " seeds each: " + missed);
    }

    private static String hunt(MutatedProtocol mutated, long from) throws ReflectiveOperationException {
        for (long seed = from; seed < from + SEEDS; seed++) {
            List<String> violations = mutated.violationsOf(seed);
            // A violation that occurs without the mistake, too, does not count.
            if (!violations.isEmpty() && Simulation.run(seed).violations().isEmpty()) {
                return "seed " + seed + ", " + violations.get(0);
            }
        }
        return null;
    }
}
