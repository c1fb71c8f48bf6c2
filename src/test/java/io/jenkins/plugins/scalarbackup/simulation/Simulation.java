package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs worlds: one seed each. */
final class Simulation {
    /** The end of a simulation: longer than the longest retry after the longest fault. */
    private static final long HORIZON = 3_000 * VirtualTime.SECOND;

    /**
     * The outcome of a seed.
     *
     * @param violations the oracle's findings; should be empty
     * @param happened how often each fault happened
     * @param verdicts the windows' verdicts
     * @param refused the windows that were refused before a Pause
     * @param records in the order in which they were made; perhaps more than one for an adopted window
     * @param trace what happened, if requested
     * @param faults the planned faults
     * @param watched whether there were watchdogs
     * @param firedWatchdogs the number of Leases that they took
     */
    record Outcome(
            long seed,
            List<String> violations,
            Map<FaultKind, Integer> happened,
            Map<Verdict, Integer> verdicts,
            int refused,
            List<WindowRecord> records,
            List<String> trace,
            List<Fault> faults,
            boolean watched,
            int firedWatchdogs) {}

    private Simulation() {}

    static Outcome run(long seed) {
        return run(seed, faults(seed), false);
    }

    /** Returns whether a seed makes a world in which one build runs one window and nothing goes wrong. */
    static boolean isQuiet(long seed) {
        Profile profile = Profile.of(random(seed));
        return profile.mood() == Profile.Mood.CALM && new World(seed, profile, List.of(), false).builds.size() == 1;
    }

    /** Returns the violations of a seed; called by reflection on a simulation that another class loader has loaded. */
    static List<String> violationsOf(long seed) {
        return run(seed).violations();
    }

    private static SplittableRandom random(long seed) {
        return new SplittableRandom(seed * 0xD1342543DE82EF95L + 1);
    }

    private static List<Fault> faults(long seed) {
        SplittableRandom random = random(seed);
        Profile profile = Profile.of(random);
        List<Fault> plan = new ArrayList<>(Fault.plan(profile, random));
        if (World.hasWatchdogs(seed, profile)) {
            plan.addAll(Fault.planOfWatchdogs(profile, random));
        }
        return plan;
    }

    static Outcome run(long seed, List<Fault> faults, boolean tracing) {
        World world = new World(seed, Profile.of(random(seed)), faults, tracing);
        List<String> violations = new ArrayList<>();
        boolean atRest = false;
        try {
            while (!atRest && world.time.step(HORIZON)) {
                atRest = world.time.happened() % 16 == 0 && world.isAtRest();
            }
            world.oracle.judgeTheEnd(world.isAtRest());
        } catch (RuntimeException | Error bug) {
            StringBuilder where = new StringBuilder("an error in the simulation: " + bug);
            for (int i = 0; i < Math.min(6, bug.getStackTrace().length); i++) {
                where.append("\n    at ").append(bug.getStackTrace()[i]);
            }
            violations.add(where.toString());
        }
        violations.addAll(world.oracle.violations());
        return new Outcome(
                seed,
                violations,
                new EnumMap<>(world.happened.isEmpty() ? new EnumMap<>(FaultKind.class) : world.happened),
                world.oracle.verdicts(),
                world.oracle.refused(),
                world.oracle.records(),
                world.trace(),
                faults,
                !world.watchdogs.isEmpty(),
                world.oracle.watchdogs.fired());
    }

    /** Runs a failing seed with fewer and fewer faults, and describes those that it takes to fail. */
    static String explain(long seed) {
        List<Fault> faults = new ArrayList<>(faults(seed));
        Outcome all = run(seed, faults, true);
        if (all.violations().isEmpty()) {
            return "Seed " + seed + " does not fail.";
        }
        boolean fewer = true;
        while (fewer) {
            fewer = false;
            for (int i = 0; i < faults.size() && !fewer; i++) {
                List<Fault> without = new ArrayList<>(faults);
                without.remove(i);
                if (!run(seed, without, false).violations().isEmpty()) {
                    faults = without;
                    fewer = true;
                }
            }
        }
        Outcome least = run(seed, faults, true);
        StringBuilder text = new StringBuilder();
        text.append("Seed ")
                .append(seed)
                .append(" (again, alone: -Dtest=SimulationTest -Dsimulation.seed=")
                .append(seed);
        text.append(")\n");
        all.violations()
                .forEach(violation -> text.append("  ").append(violation).append('\n'));
        text.append("It takes these of its ").append(all.faults().size()).append(" faults:\n");
        faults.forEach(fault -> text.append("  ").append(fault).append('\n'));
        text.append("and then happens:\n");
        least.trace().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }
}
