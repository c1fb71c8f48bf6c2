package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fault that is to happen: at a time, or when a controller does something for the n-th time, and a delay after.
 *
 * @param kind what
 * @param verb at what; null for a time
 * @param stage how far
 * @param count the how manyth
 * @param delay after that, or since the beginning, in nanoseconds
 * @param seed of everything else about it
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

    /** What a pod's process does while its window is open: left to chance it is hardly ever then. */
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
        // The same few things happening again and again are cases of their own.
        List<FaultKind> few = List.of(any(kinds, random), any(kinds, random), any(kinds, random));
        boolean onlyFew = random.nextInt(3) == 0;
        for (int i = 0; i < faults; i++) {
            plan.add(one(any(onlyFew ? few : kinds, random), random));
        }
        return plan;
    }

    /** What befalls controllers and watchdogs where there are both; nothing where nothing must matter. */
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

    /** A crash among the few things that are done one right after the other: left to chance it is hardly ever there. */
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
            // In the moment between the last look and the Pause, or into the drain, or whenever.
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

    /** What begins before a window only keeps it from beginning. */
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
