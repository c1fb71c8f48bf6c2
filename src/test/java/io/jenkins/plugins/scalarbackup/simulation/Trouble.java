package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Access;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes faults happen. */
final class Trouble {
    private static final long SECOND = VirtualTime.SECOND;

    private final World world;
    private int foreigners;
    private int twins;
    private int rescues;
    private int canaries;

    Trouble(World world) {
        this.world = world;
    }

    /** Lets a fault happen; returns false if there was nothing that it could affect. */
    boolean happen(Fault fault, ControllerProcess at) {
        SplittableRandom random = new SplittableRandom(fault.seed());
        ControllerProcess process =
                at != null ? at : any(world.controllers, random).process();
        List<SimulatedPod> pods = world.allPods().stream()
                .filter(pod -> !pod.deleted && pod.isRunning())
                .toList();
        SimulatedApiServer api = any(world.apis, random);
        if (fault.kind() == FaultKind.API_AND_POD_SILENT) {
            goesSilent(api, process, random);
            // For longer than a lock's duration, so that nobody knows who has them paused.
            api.allPods()
                    .forEach(pod -> world.network.cut(
                            process, "pod:" + pod.uid, random.nextLong(25 * SECOND, 60 * SECOND), false));
            return true;
        }
        if (fault.kind().name().startsWith("WATCHDOG")) {
            toWatchdog(fault.kind(), any(world.watchdogs, random), random);
            return true;
        }
        if (fault.kind().name().contains("POD") || fault.kind().name().contains("FOREIGN")) {
            return !pods.isEmpty() && toPod(fault.kind(), any(pods, random), process, random);
        }
        switch (fault.kind()) {
            case WATCH_CUT -> api.cutWatches();
            case LEASE_TOUCHED -> api.tamperWithLeases(false);
            case API_BUSY -> api.isBusyFor(random.nextLong(SECOND / 2, 5 * SECOND));
            case LEASE_DELETED -> api.tamperWithLeases(true);
            case DRAIN_SLOW -> pods.forEach(pod -> pod.drainsIn(random.nextLong(0, SECOND)));
            case DRAIN_NEVER_ENDS -> {
                if (pods.isEmpty()) {
                    return false;
                }
                any(pods, random).drainsIn(random.nextLong(2 * SECOND, 90 * SECOND));
            }
            case WORKLOAD_CHANGED -> any(api.workloads, random).changed();
            case PAUSE_ANSWER_LOST -> treat(Verb.PAUSE, false, true, 0, 0);
            case PAUSE_LATE -> treat(Verb.PAUSE, false, false, late(random), 0);
            case UNPAUSE_WITHOUT_EFFECT -> {
                if (pods.isEmpty()) {
                    return false;
                }
                any(pods, random).nextUnpauseHasNoEffect();
            }
            case UNPAUSE_LOST -> treat(Verb.UNPAUSE, true, false, 0, 0);
            case UNPAUSE_ANSWER_LOST -> treat(Verb.UNPAUSE, false, true, 0, 0);
            case CHECK_LOST -> treat(Verb.CHECK, random.nextBoolean(), true, 0, 0);
            case CHECK_SLOW ->
                treat(Verb.CHECK, false, false, random.nextLong(0, 4 * SECOND), random.nextLong(0, 4 * SECOND));
            case API_CUT_OFF -> {
                world.network.cut(
                        random.nextBoolean() ? process : null,
                        "api:" + api.url,
                        random.nextLong(SECOND, 70 * SECOND),
                        random.nextBoolean());
            }
            case API_SILENT -> {
                goesSilent(api, process, random);
                if (random.nextInt(3) == 0) {
                    // A drain so long that nobody knows whose it is at its end, unless it was checked continuously.
                    pods.forEach(pod -> pod.drainsOn(random.nextLong(35 * SECOND, 90 * SECOND)));
                }
            }
            case API_CALL_LOST -> treat(apiVerb(random), true, false, 0, 0);
            case API_ANSWER_LOST -> treat(apiVerb(random), false, true, 0, 0);
            case API_ANSWER_SLOW ->
                treat(apiVerb(random), false, false, random.nextLong(0, 5 * SECOND), random.nextLong(0, 5 * SECOND));
            case HISTORY_FORGOTTEN -> {
                api.touched();
                api.forgetHistory();
                api.cutWatches();
            }
            case CANARY_STARTS ->
                api.canary(new SimulatedCanary(
                        any(api.workloads, random),
                        "canary-" + ++canaries,
                        world.time.now(),
                        random.nextInt(3) > 0
                                ? Long.MAX_VALUE
                                : world.time.now() + random.nextLong(SECOND, 40 * SECOND)));
            case WATCHES_SILENT -> api.silenceWatches(random.nextLong(SECOND, 120 * SECOND));
            case WATCHES_LAG -> api.letCachesLag(random.nextLong(100 * VirtualTime.MILLI, 20 * SECOND), 60 * SECOND);
            case WATCHES_AT_ANOTHER_SERVER -> api.moveWatches(random.nextLong(0, 60 * SECOND));
            case WORKLOAD_ANNOTATED -> any(api.workloads, random).annotated();
            case API_BLINKS_AT_THE_LAST_LOOK ->
                world.apis.forEach(
                        each -> each.blinkWhenUnpaused(random.nextLong(100 * VirtualTime.MILLI, 5 * SECOND)));
            case LEASES_FORBIDDEN -> any(world.controllers, random).loseLeaseRights();
            default -> {
                return toController(fault.kind(), process, random);
            }
        }
        return true;
    }

    /** Makes it accept requests without ever answering, for so long that everybody's deadlines pass repeatedly. */
    private void goesSilent(SimulatedApiServer api, ControllerProcess process, SplittableRandom random) {
        world.network.cut(
                random.nextBoolean() ? process : null,
                "api:" + api.url,
                random.nextLong(30 * SECOND, 400 * SECOND),
                false);
    }

    private boolean toPod(FaultKind kind, SimulatedPod pod, ControllerProcess process, SplittableRandom random) {
        switch (kind) {
            case POD_TOUCHED -> pod.touch();
            case POD_RESTARTS -> pod.restart();
            case POD_DIES_UNSEEN -> pod.dieUnseen(random.nextLong(4 * SECOND, 60 * SECOND));
            case POD_TUNNEL_BREAKS -> {
                if (world.profile.access() != Access.PORT_FORWARD) {
                    return false;
                }
                pod.breakTunnels();
            }
            case POD_RESTARTS_AND_IS_PAUSED -> {
                String by = "foreigner-" + ++foreigners;
                pod.restart(() -> {
                    pod.pauseAtOnce(by);
                    opensLater(pod, by, random.nextLong(5 * SECOND, 200 * SECOND));
                });
            }
            case POD_REPLACED -> pod.workload.replace(pod, random.nextLong(0, 3 * SECOND));
            case POD_REPLACED_UNDER_ITS_ADDRESS -> {
                pod.delete(random.nextLong(0, 200 * VirtualTime.MILLI));
                SimulatedPod next = pod.workload.addPod(null, true);
                world.giveAddress(pod.ip, next);
            }
            case POD_ADDED -> pod.workload.addPod(null, true);
            case POD_ADDED_AND_GONE -> {
                SimulatedPod added = pod.workload.addPod(null, true);
                world.time.after(random.nextLong(0, 6 * SECOND), () -> added.delete(random.nextLong(0, 2 * SECOND)));
            }
            case POD_ADDED_AND_GONE_BEFORE_A_SLOW_WATCH -> {
                pod.workload.api.delayWatches(random.nextLong(SECOND, 12 * SECOND), 15 * SECOND);
                comesAndGoes(pod.workload, random.nextLong(100, 3_000) * VirtualTime.MILLI);
            }
            case POD_ADDED_AND_GONE_BEFORE_SILENT_WATCHES -> {
                SimulatedApiServer api = pod.workload.api;
                long silent = random.nextLong(5 * SECOND, 150 * SECOND);
                if (random.nextBoolean()) {
                    api.silenceWatches(silent);
                } else {
                    api.moveWatches(silent);
                }
                comesAndGoes(pod.workload, random.nextLong(100, 3_000) * VirtualTime.MILLI);
            }
            case POD_ADDED_AND_GONE_WITH_THE_HISTORY -> {
                pod.workload.api.cutWatches();
                comesAndGoes(pod.workload, 100 * VirtualTime.MILLI);
                world.time.after(200 * VirtualTime.MILLI, () -> {
                    pod.workload.api.touched();
                    pod.workload.api.forgetHistory();
                });
            }
            case POD_RELABELLED -> {
                List<String> labels = pod.labels.stream().sorted().toList();
                if (labels.isEmpty()) {
                    return false;
                }
                pod.relabel(random.nextBoolean() ? Set.of() : Set.of(any(labels, random)));
            }
            case POD_EVICTED -> pod.evict();
            case POD_HANGS -> pod.hang(random.nextLong(0, 20 * SECOND));
            case POD_CUT_OFF ->
                world.network.cut(
                        random.nextBoolean() ? process : null,
                        "pod:" + pod.uid,
                        random.nextLong(SECOND, random.nextInt(4) == 0 ? 200 * SECOND : 30 * SECOND),
                        random.nextBoolean());
            case FOREIGN_PAUSE_HOLDS -> {
                // It does not drain, so what is in flight may outlast our Pause.
                String by = "foreigner-" + ++foreigners;
                pod.drainsIn(random.nextLong(0, 90 * SECOND));
                pod.pauseAtOnce(by);
                opensLater(pod, by, random.nextLong(5 * SECOND, 200 * SECOND));
            }
            case FOREIGN_PAUSE_DRAINS -> {
                String by = "foreigner-" + ++foreigners;
                pod.drainsIn(random.nextLong(SECOND, 60 * SECOND));
                pod.pause(by, random.nextLong(20 * SECOND, 90 * SECOND), answer -> {});
                opensLater(pod, by, random.nextLong(5 * SECOND, 200 * SECOND));
            }
            case FOREIGN_PAUSE_TIMES_OUT -> {
                // Its timeout is shorter than the drain.
                String by = "foreigner-" + ++foreigners;
                pod.drainsIn(random.nextLong(SECOND, 8 * SECOND));
                pod.pause(by, random.nextLong(0, 8 * SECOND), answer -> {});
                opensLater(pod, by, random.nextLong(30 * SECOND, 200 * SECOND));
            }
            case FOREIGN_PAUSE_THEN_UNPAUSE -> {
                String by = "foreigner-" + ++foreigners;
                pod.pause(by, 30 * SECOND, answer -> {});
                world.time.after(random.nextLong(0, 12 * SECOND), () -> {
                    if (pod.isRunning()) {
                        pod.unpause(by);
                    }
                });
                // Its Pause may have waited for another one, and arrive after its Unpause.
                opensLater(pod, by, 60 * SECOND);
            }
            case FOREIGN_UNPAUSE_WHILE_CUT_OFF -> {
                world.network.cut(null, "pod:" + pod.uid, random.nextLong(SECOND, 25 * SECOND), false);
                String by = "foreigner-" + ++foreigners;
                world.time.after(random.nextLong(0, 2 * SECOND), () -> {
                    if (pod.isRunning()) {
                        pod.unpause(by);
                    }
                });
            }
            case FOREIGN_UNPAUSE_THEN_ABORT -> {
                pod.unpause("foreigner-" + ++foreigners);
                world.time.after(
                        random.nextLong(0, SECOND),
                        () -> world.builds.forEach(build -> build.buildEnds("Aborted by a person.")));
            }
            case FOREIGN_UNPAUSE -> pod.unpause("foreigner-" + ++foreigners);
            default -> throw new IllegalStateException(kind.name());
        }
        return true;
    }

    /** Lets the foreign client unpause the pod in the end. */
    private void opensLater(SimulatedPod pod, String by, long after) {
        world.time.after(after, () -> {
            if (pod.isRunning() && pod.closers().contains(by)) {
                pod.unpause(by);
            }
        });
    }

    private void comesAndGoes(SimulatedWorkload workload, long lives) {
        SimulatedPod added = workload.addPod(null, false);
        world.time.after(lives, () -> added.delete(0));
    }

    private void toWatchdog(FaultKind kind, SimulatedWatchdog watchdog, SplittableRandom random) {
        long nanos = random.nextLong(SECOND, 90 * SECOND);
        switch (kind) {
            case WATCHDOG_CRASHES -> {
                if (random.nextBoolean()) {
                    watchdog.crash(nanos);
                } else {
                    watchdog.crashAfter(random.nextInt(1, 60));
                }
            }
            case WATCHDOG_CUT_OFF ->
                world.network.cut(watchdog, "api:" + watchdog.api.url, nanos, random.nextBoolean());
            case WATCHDOG_CUT_OFF_FROM_A_POD ->
                world.network.cut(
                        watchdog, "pod:" + any(watchdog.api.allPods(), random).uid, nanos, random.nextBoolean());
            default -> throw new IllegalStateException(kind.name());
        }
    }

    private boolean toController(FaultKind kind, ControllerProcess process, SplittableRandom random) {
        Controller controller = world.controllers.stream()
                .filter(one -> one.process() == process)
                .findFirst()
                .orElse(null);
        if (controller == null || !controller.isUp()) {
            return false;
        }
        switch (kind) {
            case CLOCK_WRONG, CLOCK_STEPS -> controller.host.stepWall(signed(random, 400, 20_000));
            case CLOCK_STEPS_A_LITTLE -> controller.host.stepWall(signed(random, 10, 480));
            case SUSPENDED_PROCESS -> {
                process.disturb();
                process.loop.suspendUntil(world.time.now() + suspension(random));
            }
            case SUSPENDED_MACHINE -> {
                process.disturb();
                long asleep = suspension(random);
                process.loop.suspendUntil(world.time.now() + asleep);
                boolean wallFollows = random.nextBoolean();
                world.time.after(asleep, () -> {
                    controller.host.monotonicStoodStill(asleep);
                    if (!wallFollows) {
                        controller.host.stepWall(-asleep);
                        controller.host.stoodStillUnseen();
                        // Until the time service corrects it.
                        world.time.after(random.nextLong(SECOND, 60 * SECOND), () -> controller.host.stepWall(asleep));
                    }
                });
            }
            case CRASH -> controller.crash(random.nextLong(SECOND, random.nextInt(3) == 0 ? 90 * SECOND : 15 * SECOND));
            case CONTROLLER_GONE -> {
                controller.crash(Long.MAX_VALUE / 4);
                controller.retire();
            }
            case CONTROLLER_AWAY -> controller.crash(random.nextLong(20 * SECOND, 240 * SECOND));
            case CLEAN_STOP -> controller.stop(random.nextLong(SECOND, 15 * SECOND));
            case JOURNAL_LOST -> controller.crashWithoutJournal(random.nextLong(SECOND, 15 * SECOND));
            case HOME_RESTORED -> {
                Home copy = controller.home.copy();
                boolean originalGoesOn = random.nextBoolean();
                if (!originalGoesOn) {
                    controller.crash(Long.MAX_VALUE / 4);
                }
                world.time.after(random.nextLong(SECOND, 90 * SECOND), () -> {
                    Host host = new Host(world.time, random.nextLong(0, 100 * VirtualTime.MILLI));
                    Controller twin = Controller.restored(controller, host, copy, ++twins);
                    world.controllers.add(twin);
                    if (!originalGoesOn) {
                        controller.retire();
                    }
                });
            }
            case RESCUE, RESCUE_FORCED -> {
                SimulatedApiServer api = any(world.apis, random);
                List<String> labels =
                        any(api.workloads, random).labels.stream().sorted().toList();
                controller.rescue(
                        kind == FaultKind.RESCUE_FORCED,
                        List.of(new SimulatedTarget(api, any(labels, random))),
                        ++rescues);
            }
            case LOG_BLOCKS -> process.log.blocksFor(random.nextLong(10 * SECOND, 200 * SECOND));
            case LOG_THROWS -> process.log.throwsForNow(random.nextInt(1, 20));
            case JOURNAL_SLOW -> controller.home.hangsFor(random.nextLong(0, 3 * SECOND), world.time.now());
            case JOURNAL_HANGS -> controller.home.hangsFor(random.nextLong(5 * SECOND, 120 * SECOND), world.time.now());
            case JOURNAL_FAILS -> controller.home.failingWrites += random.nextInt(1, 3);
            case BUILD_ABORTED -> anyBuild(random).buildEnds("Aborted by a person.");
            case BUILD_ENDS_SILENTLY -> anyBuild(random).buildEnds("The build ended without opening its pause.");
            default -> throw new IllegalStateException(kind.name());
        }
        return true;
    }

    private SimulatedBuild anyBuild(SplittableRandom random) {
        return any(world.builds, random);
    }

    private static long suspension(SplittableRandom random) {
        return random.nextInt(3) == 0 ? random.nextLong(0, 8 * SECOND) : random.nextLong(8 * SECOND, 100 * SECOND);
    }

    private static long signed(SplittableRandom random, long fromMillis, long untilMillis) {
        long step = random.nextLong(fromMillis, untilMillis) * VirtualTime.MILLI;
        return random.nextBoolean() ? step : -step;
    }

    /** Returns a delay of a Pause that the protocol expects: less than its margin. */
    private static long late(SplittableRandom random) {
        return random.nextLong(0, 11 * SECOND);
    }

    private static Verb apiVerb(SplittableRandom random) {
        Verb[] verbs = {
            Verb.RESOLVE,
            Verb.LIST,
            Verb.LIST,
            Verb.CLOCK,
            Verb.LEASE_GET,
            Verb.LEASE_CREATE,
            Verb.LEASE_REPLACE,
            Verb.LEASE_REPLACE,
            Verb.LEASE_DELETE
        };
        return verbs[random.nextInt(verbs.length)];
    }

    private void treat(Verb verb, boolean loseRequest, boolean loseAnswer, long requestDelay, long answerDelay) {
        world.network.treat(new Network.Treatment(verb, loseRequest, loseAnswer, requestDelay, answerDelay));
    }

    private static <T> T any(List<T> items, SplittableRandom random) {
        return items.get(random.nextInt(items.size()));
    }
}
