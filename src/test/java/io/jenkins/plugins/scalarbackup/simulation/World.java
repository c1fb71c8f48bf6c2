package io.jenkins.plugins.scalarbackup.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Everything in a simulation run, created from a seed, and always the same for the same seed. */
final class World {
    private static final long BOOKMARKS = 7 * VirtualTime.SECOND;
    private static final int LONGEST_TRACE = 4_000;

    final long seed;
    final Profile profile;
    final VirtualTime time = new VirtualTime();
    final Oracle oracle = new Oracle(this);
    final Network network;
    final List<SimulatedApiServer> apis = new ArrayList<>();
    final List<Controller> controllers = new ArrayList<>();
    final List<SimulatedBuild> builds = new ArrayList<>();
    final List<SimulatedWatchdog> watchdogs = new ArrayList<>();
    final Map<FaultKind, Integer> happened = new EnumMap<>(FaultKind.class);
    final Trouble trouble;

    private final boolean tracing;
    private final List<String> trace = new ArrayList<>();
    private final Map<String, SimulatedPod> addresses = new HashMap<>();
    private final Map<String, SimulatedPod> byAddress = new HashMap<>();
    private final Map<String, SimulatedPod> byUid = new HashMap<>();
    private final int[][] counts = new int[Verb.values().length][Verb.Stage.values().length];
    private final List<Fault> waiting = new ArrayList<>();
    private long lastFault;
    private int unhappened;
    private int addressesGiven;

    World(long seed, Profile profile, List<Fault> faults, boolean tracing) {
        this.seed = seed;
        this.profile = profile;
        this.tracing = tracing;
        this.network = new Network(this);
        this.trouble = new Trouble(this);
        populate(random("population"));
        if (hasWatchdogs(seed, profile)) {
            guard(random("watchdogs"));
        }
        for (Fault fault : faults) {
            unhappened++;
            if (fault.verb() == null) {
                time.after(fault.delay(), () -> happen(fault, null));
            } else {
                waiting.add(fault);
            }
        }
        time.after(BOOKMARKS, this::bookmarks);
    }

    /** Returns random numbers for one purpose, so that their use for one thing does not affect another. */
    SplittableRandom random(String purpose) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (purpose.hashCode() * 0xC2B2AE3D27D4EB4FL));
    }

    private void populate(SplittableRandom random) {
        int clusters = random.nextInt(5) == 0 ? 2 : 1;
        for (int c = 0; c < clusters; c++) {
            SimulatedApiServer api = new SimulatedApiServer(this, "https://api-" + c);
            apis.add(api);
            int workloads = random.nextInt(1, 4);
            for (int w = 0; w < workloads; w++) {
                SimulatedWorkload workload = new SimulatedWorkload(
                        this,
                        api,
                        random.nextInt(3) == 0 ? "StatefulSet" : "Deployment",
                        "w" + c + w,
                        Set.of("app=w" + c + w, "group=g" + w % 2));
                api.workloads.add(workload);
                int pods = random.nextInt(1, 4);
                for (int p = 0; p < pods; p++) {
                    workload.addPod(null, false);
                }
            }
        }
        int machines = random.nextInt(3) == 0 ? 2 : 1;
        for (int m = 0; m < machines; m++) {
            long offset = random.nextLong(-60 * VirtualTime.MILLI, 60 * VirtualTime.MILLI);
            controllers.add(new Controller(this, "jenkins-" + m, new Host(time, offset), new Home()));
        }
        int count = random.nextInt(1, 4);
        for (int b = 0; b < count; b++) {
            builds.add(new SimulatedBuild(
                    this, controllers.get(random.nextInt(controllers.size())), "build-" + b, random.split()));
        }
    }

    /** The first seed with watchdogs. */
    static final long WATCHED = 1_000_000;

    /**
     * Returns whether each of a seed's clusters has a watchdog or two; none does in worlds in which nothing goes wrong
     * at all.
     */
    static boolean hasWatchdogs(long seed, Profile profile) {
        return seed >= WATCHED && profile.mood() != Profile.Mood.CALM;
    }

    private void guard(SplittableRandom random) {
        int each = random.nextInt(4) == 0 ? 2 : 1;
        for (SimulatedApiServer api : apis) {
            for (int i = 0; i < each; i++) {
                watchdogs.add(new SimulatedWatchdog(this, api, "watchdog-" + watchdogs.size(), random.split()));
            }
        }
        oracle.watchdogs.begin();
    }

    /** Returns the time since which nothing has gone wrong, as far as that is visible from outside. */
    long calmSince() {
        long hangs =
                allPods().stream().mapToLong(SimulatedPod::hangsUntil).max().orElse(0);
        return Math.max(Math.max(lastFault, network.lastCutUntil()), hangs);
    }

    private void bookmarks() {
        apis.forEach(SimulatedApiServer::bookmarks);
        time.after(BOOKMARKS, this::bookmarks);
    }

    String newAddress() {
        return "10.0." + addressesGiven / 250 + "." + (1 + addressesGiven++ % 250);
    }

    /** Returns the pod that answers at an address now. */
    Optional<SimulatedPod> podAt(String ip) {
        SimulatedPod moved = addresses.get(ip);
        if (moved != null) {
            return Optional.of(moved);
        }
        return Optional.ofNullable(byAddress.get(ip)).filter(SimulatedPod::isRunning);
    }

    /** Returns whether there is a pod at an address in which no process runs. */
    boolean refuses(String ip) {
        SimulatedPod there = addresses.getOrDefault(ip, byAddress.get(ip));
        return there != null && !there.deleted && !there.isRunning();
    }

    /** Gives a pod the address of another one. */
    void giveAddress(String ip, SimulatedPod to) {
        addresses.put(ip, to);
    }

    void born(SimulatedPod pod) {
        byAddress.put(pod.ip, pod);
        byUid.put(pod.uid, pod);
    }

    SimulatedPod podWithUid(String uid) {
        return byUid.get(uid);
    }

    List<SimulatedPod> allPods() {
        List<SimulatedPod> all = new ArrayList<>();
        apis.forEach(api -> all.addAll(api.allPods()));
        return all;
    }

    /** Notes an action, which triggers the faults waiting for it, at once if they have no delay. */
    void passes(Verb verb, Verb.Stage stage, ControllerProcess process) {
        int count = ++counts[verb.ordinal()][stage.ordinal()];
        if (waiting.isEmpty()) {
            return;
        }
        for (Fault fault : List.copyOf(waiting)) {
            if (fault.verb() == verb && fault.stage() == stage && fault.count() == count) {
                waiting.remove(fault);
                if (fault.delay() == 0) {
                    happen(fault, process);
                } else {
                    time.after(fault.delay(), () -> happen(fault, process));
                }
            }
        }
    }

    private void happen(Fault fault, ControllerProcess at) {
        unhappened--;
        trace(() -> "*** " + fault);
        lastFault = time.now();
        if (trouble.happen(fault, at)) {
            happened.merge(fault.kind(), 1, Integer::sum);
        }
    }

    /**
     * Returns the true time at which a clock showed this: that of the process, or else that of an earlier start
     * elsewhere.
     */
    Long trueTime(Instant wall, ControllerProcess process) {
        Long known = process.host.trueTimeOf(wall);
        return known != null
                ? known
                : controllers.stream()
                        .map(controller -> controller.host.trueTimeOf(wall))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Returns whether the builds of its controller are on its machine, and not on the one from which its home was
     * copied.
     */
    boolean isAtHome(ControllerProcess process) {
        return controllers.stream().anyMatch(one -> one.process() == process && one.hasBuilds());
    }

    long maxOutageMillis(String window) {
        return builds.stream()
                .filter(build -> build.tookWindow(window))
                .findFirst()
                .orElseThrow()
                .maxOutageMillis();
    }

    /** Returns whether a window's author accepts an advisory. */
    boolean accepts(String window, String advisory) {
        return builds.stream().anyMatch(build -> build.tookWindow(window) && build.accepts(advisory));
    }

    /** Returns whether nothing more will happen in this world. */
    boolean isAtRest() {
        return unhappened == waiting.size()
                && builds.stream().allMatch(SimulatedBuild::isDone)
                && controllers.stream().allMatch(Controller::isAtRest)
                && (watchdogs.isEmpty() || oracle.watchdogs.isAtRest());
    }

    void trace(Supplier<String> line) {
        if (tracing && trace.size() < LONGEST_TRACE) {
            trace.add(VirtualTime.shown(time.now()) + "  " + line.get());
        }
    }

    List<String> trace() {
        return trace;
    }
}
