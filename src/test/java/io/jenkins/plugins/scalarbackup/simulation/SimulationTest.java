package io.jenkins.plugins.scalarbackup.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SHOWN = 3;

    @Test
    void noSeedFindsAWrongRecordOrAPodLeftPaused() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            Simulation.Outcome outcome = Simulation.run(one);
            assertTrue(outcome.violations().isEmpty(), () -> Simulation.explain(one));
            return;
        }
        long seeds = Long.getLong("simulation.seeds", 10_000);
        Summary summary = new Summary();
        AtomicLong next = new AtomicLong(Long.getLong("simulation.from", 0));
        long end = next.get() + seeds;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.max(1, Runtime.getRuntime().availableProcessors()); i++) {
            Thread worker = new Thread(() -> {
                for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
                    summary.add(Simulation.run(seed));
                    if (seed % 3 == 0) {
                        summary.add(Simulation.run(World.WATCHED + seed));
                    }
                }
            });
            worker.start();
            workers.add(worker);
        }
        workers.forEach(SimulationTest::join);
        summary.write();
        assertTrue(
                summary.failing().isEmpty(),
                () -> summary.failing().size() + " seeds fail: "
                        + summary.failing() + "\n"
                        + String.join(
                                "\n",
                                summary.failing().stream()
                                        .limit(SHOWN)
                                        .map(Simulation::explain)
                                        .toList()));
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
