package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A planned fault: at a time, or when a controller does something for the n-th time, and after a delay.
 *
 * @param kind the kind of fault
 * @param verb the action that triggers it; null for a time
 * @param stage the stage of that action
 * @param count which occurrence of the action, from 1
 * @param delay the delay after that, or since the beginning, in nanoseconds
 * @param seed the seed of everything else about it
 */
record Fault(FaultKind kind, Verb verb, Verb.Stage stage, int count, long delay, long seed) {
    private static final Verb[] LIKELY = {
        Verb.PAUSE,
        Verb.PAUSE,
        Verb.CHECK,
        Verb.CHECK,
        Verb.CHECK,
        Verb.UNPAUSE,
        Verb.UNPAUSE,
        Verb.LIST,
        Verb.LEASE_REPLACE,
        Verb.LEASE_CREATE,
        Verb.LEASE_GET,
        Verb.JOURNAL,
        Verb.RECORD,
        Verb.WATCH,
        Verb.CONNECT,
        Verb.LEASE_DELETE,
        Verb.CLOCK
    };

    /** Faults of a pod's process while its window is open; left to chance, they hardly ever happen then. */
    private static final List<FaultKind> OF_PROCESSES = List.of(
            FaultKind.POD_DIES_UNSEEN,
            FaultKind.POD_DIES_UNSEEN,
            FaultKind.POD_TUNNEL_BREAKS,
            FaultKind.POD_RESTARTS_AND_IS_PAUSED,
            FaultKind.POD_RESTARTS);

    static List<Fault> plan(Profile profile, SplittableRandom random) {
        List<FaultKind> kinds = Arrays.stream(FaultKind.values())
                .filter(kind -> !kind.isOfWatchdogs())
                .filter(kind -> profile.mood() != Profile.Mood.HARMLESS || kind.isHarmless())
                .toList();
        if (profile.mood() == Profile.Mood.TROUBLED && random.nextInt(12) == 0) {
            return List.of(crashWhileClosing(random));
        }
        if (profile.mood() == Profile.Mood.TROUBLED && random.nextInt(14) == 0) {
            return List.of(inTheWindow(any(OF_PROCESSES, random), random, random.nextLong()));
        }
        List<Fault> plan = new ArrayList<>();
        int faults = profile.faults(random);
        // A few faults that happen repeatedly are cases of their own.
        List<FaultKind> few = List.of(any(kinds, random), any(kinds, random), any(kinds, random));
        boolean onlyFew = random.nextInt(3) == 0;
        for (int i = 0; i < faults; i++) {
            plan.add(one(any(onlyFew ? few : kinds, random), random));
        }
        return plan;
    }

    /** Returns additional faults of controllers and watchdogs; none in profiles in which nothing may matter. */
    static List<Fault> planOfWatchdogs(Profile profile, SplittableRandom random) {
        List<Fault> plan = new ArrayList<>();
        if (profile.mustBeConsistent()) {
            return plan;
        }
        FaultKind away = random.nextBoolean() ? FaultKind.CONTROLLER_GONE : FaultKind.CONTROLLER_AWAY;
        if (random.nextInt(3) > 0) {
            boolean draining = random.nextInt(3) == 0;
            plan.add(new Fault(
                    away,
                    draining ? Verb.PAUSE : Verb.CHECK,
                    Verb.Stage.values()[random.nextInt(3)],
                    1 + random.nextInt(draining ? 3 : 40),
                    random.nextLong(0, 2 * VirtualTime.SECOND),
                    random.nextLong()));
        }
        FaultKind[] kinds = {
            FaultKind.WATCHDOG_CRASHES, FaultKind.WATCHDOG_CUT_OFF, FaultKind.WATCHDOG_CUT_OFF_FROM_A_POD
        };
        for (int i = random.nextInt(3); i > 0; i--) {
            FaultKind kind = kinds[random.nextInt(kinds.length)];
            long at = random.nextLong(0, 120 * VirtualTime.SECOND);
            plan.add(new Fault(kind, null, null, 0, at, random.nextLong()));
        }
        return plan;
    }

    /**
     * Returns a crash among the few actions that follow each other closely; left to chance, it hardly ever happens
     * there.
     */
    private static Fault crashWhileClosing(SplittableRandom random) {
        Verb[] verbs = {Verb.JOURNAL, Verb.UNPAUSE, Verb.RECORD, Verb.LEASE_DELETE};
        Verb verb = verbs[random.nextInt(verbs.length)];
        int most = verb == Verb.JOURNAL ? 9 : verb == Verb.UNPAUSE ? 5 : 2;
        Verb.Stage[] stages = Verb.Stage.values();
        return new Fault(
                FaultKind.CRASH,
                verb,
                stages[random.nextInt(stages.length)],
                1 + random.nextInt(most),
                0,
                random.nextLong());
    }

    private static FaultKind any(List<FaultKind> kinds, SplittableRandom random) {
        return kinds.get(random.nextInt(kinds.size()));
    }

    private static Fault one(FaultKind kind, SplittableRandom random) {
        long seed = random.nextLong();
        if (kind == FaultKind.API_SILENT || kind == FaultKind.API_AND_POD_SILENT || OF_PROCESSES.contains(kind)) {
            return inTheWindow(kind, random, seed);
        }
        if (kind == FaultKind.FOREIGN_PAUSE_HOLDS || kind == FaultKind.FOREIGN_PAUSE_DRAINS) {
            // Between the last check and the Pause, or during the drain, or at any time.
            Verb.Stage stage = random.nextInt(4) > 0 ? Verb.Stage.SENT : Verb.Stage.ARRIVED;
            return new Fault(kind, Verb.PAUSE, stage, 1 + random.nextInt(3), 0, seed);
        }
        if (random.nextInt(5) == 0) {
            return new Fault(kind, null, null, 0, random.nextLong(0, 40 * VirtualTime.SECOND), seed);
        }
        Verb verb = LIKELY[random.nextInt(LIKELY.length)];
        Verb.Stage[] stages = Verb.Stage.values();
        int most = verb == Verb.CHECK ? 40 : verb == Verb.PAUSE || verb == Verb.UNPAUSE ? 8 : 5;
        int count = 1 + Math.min(random.nextInt(most), random.nextInt(most));
        long delay =
                switch (random.nextInt(5)) {
                    case 0, 1 -> 0;
                    case 2 -> random.nextLong(0, 50 * VirtualTime.MILLI);
                    case 3 -> random.nextLong(0, 3 * VirtualTime.SECOND);
                    default -> random.nextLong(0, 15 * VirtualTime.SECOND);
                };
        return new Fault(kind, verb, stages[random.nextInt(stages.length)], count, delay, seed);
    }

    /** Returns a fault inside the window: one that begins earlier only keeps the window from beginning. */
    private static Fault inTheWindow(FaultKind kind, SplittableRandom random, long seed) {
        boolean draining = random.nextBoolean();
        return new Fault(
                kind,
                draining ? Verb.PAUSE : Verb.CHECK,
                Verb.Stage.ANSWERED,
                draining ? 1 : 1 + random.nextInt(40),
                random.nextLong(0, 2 * VirtualTime.SECOND),
                seed);
    }

    @Override
    public String toString() {
        String when =
                verb == null ? "at" : "when " + verb + " is " + stage + " for the " + count + ". time, and then after";
        return kind + " " + when + " " + VirtualTime.shown(delay).trim();
    }
}
