package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows the true state of a world, and judges by it what the protocol does and reports. It looks at pods, Leases and
 * the journal themselves, never at what the protocol believes.
 */
final class Oracle {
    /** The prefix of the IDs of rescues. */
    static final String RESCUE = "rescue-";

    static final String FORCED = RESCUE + "forced-";
    /** The annotation with a Lease's window. */
    static final String WINDOW = "scalar-backup.jenkins.io/window";
    /** The last check sees a pause of somebody else that is older than this. */
    private static final long LAST_LOOK = 1_500 * VirtualTime.MILLI;
    /** The time after which an observer considers a holder dead. */
    private static final long RUN_OUT = 30 * VirtualTime.SECOND;

    /** A window in one process. */
    private static final class Run {
        final String window;
        final ControllerProcess process;
        final List<SimulatedTarget> targets;
        final Set<String> pausesSent = new LinkedHashSet<>();
        long firstPause = -1;
        long firstUnpause = -1;
        long abortedAt = -1;
        long bodyFrom = -1;
        long bodyUntil = -1;
        boolean bodyReturned;
        boolean bodyTold;
        boolean ended;
        boolean settled;
        WindowRecord record;
        final long begunAt;
        /** The pods that an earlier process of this window left paused. */
        final Set<String> leftClosed = new HashSet<>();

        Run(long begunAt, String window, ControllerProcess process, List<SimulatedTarget> targets) {
            this.begunAt = begunAt;
            this.window = window;
            this.process = process;
            this.targets = targets;
        }
    }

    private final World world;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, Run> latest = new HashMap<>();
    /** Every pod to which a window has sent a Pause, from any process. */
    private final Map<String, Set<String>> pausedBy = new HashMap<>();

    final OpeningJudge opening;
    final WatchdogJudge watchdogs;
    private final Set<String> violations = new LinkedHashSet<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final List<WindowRecord> records = new ArrayList<>();
    private int refused;

    Oracle(World world) {
        this.world = world;
        this.opening = new OpeningJudge(world, this::violation);
        this.watchdogs = new WatchdogJudge(world, this::violation);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    Map<Verdict, Integer> verdicts() {
        return verdicts;
    }

    List<WindowRecord> records() {
        return records;
    }

    int refused() {
        return refused;
    }

    /** Returns whether a pod was paused by a window, and not by a foreign client. */
    static boolean isWindow(String closer) {
        return closer.startsWith("window");
    }

    static String windowOf(Leases.Lease lease) {
        return lease.holder() + " " + lease.annotations().get(WINDOW);
    }

    private void violation(String rule, String what) {
        world.trace(() -> "VIOLATION of " + rule + ": " + what);
        violations.add(rule + ": " + what);
    }

    // --- what happens -----------------------------------------------------------------------------------------------

    private static String key(String window, ControllerProcess process) {
        return window + " by " + process;
    }

    private Run run(String window, ControllerProcess process) {
        return runs.get(key(window, process));
    }

    void begins(String window, ControllerProcess process, List<SimulatedTarget> targets) {
        Run run = new Run(world.time.now(), window, process, targets);
        opening.begins(window, process);
        Run before = latest.put(window, run);
        if (before != null) {
            // A block continues while its controller is away.
            pausedBy.getOrDefault(window, Set.of()).stream()
                    .filter(uid -> world.podWithUid(uid).closers().contains(window))
                    .forEach(run.leftClosed::add);
            run.bodyFrom = before.bodyFrom;
            run.bodyUntil = before.bodyUntil;
            run.bodyReturned = before.bodyReturned;
            run.bodyTold = before.bodyTold;
        }
        runs.put(key(window, process), run);
    }

    void watchBegins(String window, SimulatedApiServer api, String selector, long version, ControllerProcess process) {
        Run run = run(window, process);
        if (run == null || !process.hasLeaseRights() || world.profile.mood() == Profile.Mood.STORMY) {
            return;
        }
        if (!process.nonce.equals(latest.get(window).process.nonce)
                || world.happened.containsKey(FaultKind.CRASH)
                || world.happened.containsKey(FaultKind.HOME_RESTORED)) {
            return;
        }
        for (SimulatedWorkload workload : api.workloads) {
            boolean targeted = workload.labels.contains(selector);
            if (targeted && holds(run, workload) && api.leaseTakenAtVersion(leaseName(workload)) > version) {
                violation(
                        "I4",
                        window + " watches " + workload.name + " from a snapshot that was taken before the lock was");
            }
        }
    }

    static String leaseName(SimulatedWorkload workload) {
        return "scalar-backup." + workload.kind.toLowerCase(java.util.Locale.ROOT) + "." + workload.name;
    }

    static String leaseKey(SimulatedWorkload workload) {
        return workload.api.url + " " + leaseName(workload);
    }

    private static boolean holds(Run run, SimulatedWorkload workload) {
        return workload.api
                .lease(leaseName(workload))
                .map(lease -> windowOf(lease).equals(run.process + " " + run.window))
                .orElse(false);
    }

    void pauseSent(ControllerProcess process, String window, String uid) {
        Run run = run(window, process);
        SimulatedPod pod = world.podWithUid(uid);
        run.firstPause = run.firstPause < 0 ? world.time.now() : run.firstPause;
        if (!run.pausesSent.add(uid)) {
            violation("I1", window + " sent a second Pause to " + pod);
        }
        pausedBy.computeIfAbsent(window, w -> new HashSet<>()).add(uid);
        opening.pauseSent(window, uid);
        long since = pod.closedByOthersSince();
        boolean inReach = !pod.hangs() && !world.network.isCut(process, "pod:" + uid);
        if (since >= 0 && world.time.now() - since > LAST_LOOK && inReach && !process.isDisturbed()) {
            violation("9.18", window + " sent a Pause to " + pod + ", which " + pod.closers() + " had paused before");
        }
        world.trace(() -> process + " sends Pause of " + window + " to " + pod);
        WindowState journalled = process.home.journal.get(window);
        boolean remembered = journalled != null
                && journalled.phase() != WindowState.Phase.PREPARING
                && journalled.targets().stream()
                        .flatMap(target -> target.pods().stream())
                        .anyMatch(one -> one.recorded().uid().equals(uid));
        if (!remembered) {
            violation("I5", window + " sent a Pause to " + pod + " that the journal does not know of");
        }
        String lease = leaseName(pod.workload);
        boolean clocksWork = !process.host.hasStoodStillUnseen();
        if (process.hasLeaseRights() && !tampered(pod.workload) && clocksWork) {
            if (!holds(run, pod.workload)) {
                violation("I4", window + " sent a Pause to " + pod + " without holding its lock");
            } else if (world.time.now() - pod.workload.api.leaseRenewedAt(lease) > RUN_OUT) {
                violation("I4", window + " sent a Pause to " + pod + " when its lock had run out");
            }
        }
        if (!window.equals(process.localWindowOf(pod.workload.api.url, lease))) {
            violation("I4", window + " sent a Pause to " + pod + " without holding its lock in the controller");
        }
    }

    private boolean tampered(SimulatedWorkload workload) {
        return workload.api.wasTampered(leaseName(workload));
    }

    /**
     * Judges the takeover of a lock: somebody has to unpause what a dead holder left paused, and the lock must say so.
     */
    void lockTakenOver(SimulatedApiServer api, Leases.Lease from, Leases.Lease to) {
        String left = from.annotations().get(WINDOW);
        String taker = to.annotations().get(WINDOW);
        if (!to.isHeld() && SimulatedWatchdog.isWatchdogs(from)) {
            watchdogs.letGo(from, to);
            return;
        }
        if (left == null || taker == null) {
            return;
        }
        // A person may unpause what a dead holder left paused, and one who forces it knows why.
        if (left.equals(taker)
                || taker.startsWith(FORCED)
                || taker.startsWith(RESCUE) && world.time.now() - api.leaseRenewedBefore(from.name()) >= RUN_OUT) {
            return;
        }
        for (SimulatedWorkload workload : api.workloads) {
            for (SimulatedPod pod : leaseName(workload).equals(from.name()) ? workload.pods : List.<SimulatedPod>of()) {
                if (pod.isRunning() && pod.closers().contains(left) && pod.labels.equals(workload.labels)) {
                    violation(
                            "I4", windowOf(to) + " took the lock of " + left + ", which still has " + pod + " paused");
                }
            }
        }
    }

    void unpauseSent(ControllerProcess process, String window, String uid) {
        Run run = run(window, process);
        SimulatedPod pod = world.podWithUid(uid);
        run.firstUnpause = run.firstUnpause < 0 ? world.time.now() : run.firstUnpause;
        world.trace(() -> process + " sends Unpause of " + window + " to " + pod);
        boolean rescue = window.startsWith(RESCUE);
        if (!rescue && !process.home.journal.containsKey(window)
                || !rescue && !pausedBy.getOrDefault(window, Set.of()).contains(uid) && !adopted(run)) {
            violation("I4", window + " sent an Unpause to " + pod + " that it never paused");
        }
        boolean everOurs = pausedBy.values().stream().anyMatch(pods -> pods.contains(uid));
        if (rescue && !window.startsWith(FORCED) && !everOurs) {
            violation("I7", window + " sent an Unpause to " + pod + ", which no window ever paused");
        }
        if (rescue && !window.startsWith(FORCED) && !isClaimed(process, pod)) {
            violation("I7", window + " sent an Unpause to " + pod + ", which no Lease and no journal claims");
        }
        boolean rulesHold = process.hasLeaseRights() && !process.host.hasStoodStillUnseen() && !tampered(pod.workload);
        opening.unpauseSent(window, process, pod, rulesHold && !clockWasTouched());
        if (rulesHold
                && !OpeningJudge.isLeftToWatchdog(window, pod)
                && !holds(run, pod.workload)
                && !opening.mayOpenUnasked(window, process, pod)) {
            violation(
                    "I4",
                    window + " sent an Unpause to " + pod + " while the lock was "
                            + pod.workload
                                    .api
                                    .lease(leaseName(pod.workload))
                                    .map(Oracle::windowOf)
                                    .orElse("nobody") + "'s");
        }
    }

    private static boolean isClaimed(ControllerProcess process, SimulatedPod pod) {
        return process.home.journal.values().stream()
                        .anyMatch(window -> window.claimedPods().contains(pod.uid))
                || pod.workload.api.leases().stream()
                        .flatMap(lease -> lease.annotations().entrySet().stream())
                        .filter(one -> one.getKey().contains("/pod-"))
                        .anyMatch(one -> one.getValue().contains(" " + pod.uid + " ")
                                && one.getValue().contains(" claimed"));
    }

    private boolean adopted(Run run) {
        return runs.values().stream().anyMatch(other -> other != run && other.window.equals(run.window))
                && run.firstPause < 0;
    }

    private boolean clockWasTouched() {
        return world.happened.keySet().stream()
                .anyMatch(kind -> kind.name().startsWith("CLOCK") || kind == FaultKind.SUSPENDED_MACHINE);
    }

    void aborted(String window, ControllerProcess process) {
        Run run = run(window, process);
        if (run != null && run.abortedAt < 0) {
            run.abortedAt = world.time.now();
        }
    }

    void bodyBegins(String window, ControllerProcess process) {
        run(window, process).bodyFrom = world.time.now();
    }

    void bodyEnds(String window, boolean returned) {
        for (Run run : runs.values()) {
            if (run.window.equals(window)) {
                run.bodyUntil = world.time.now();
                run.bodyReturned = returned;
            }
        }
    }

    void bodyIsTold(String window, ControllerProcess process) {
        Run run = run(window, process);
        if (run != null) {
            run.bodyTold = true;
        }
    }

    void settles(String window, ControllerProcess process) {
        run(window, process).settled = true;
    }

    // --- what is said of it -----------------------------------------------------------------------------------------

    void ends(String window, ControllerProcess process, WindowRecord record, Throwable refusal) {
        if (!process.isAlive()) {
            return;
        }
        Run run = run(window, process);
        run.ended = true;
        run.record = record;
        if (record == null) {
            refused++;
            world.trace(() -> window + " is refused: " + refusal.getMessage());
            if (run.firstPause >= 0) {
                violation("I3", window + " sent a Pause and left no record: " + refusal);
            }
            if (world.profile.mustBeConsistent() && world.builds.size() == 1) {
                violation("V", "nothing that matters happened, and " + window + " was refused: " + refusal);
            }
            return;
        }
        judgeListing(run);
        judgeClosedPorts(run);
        records.add(record);
        verdicts.merge(record.verdict(), 1, Integer::sum);
        world.trace(() -> window + " is " + record.verdict() + (record.windowProven() ? ", proven " : ", not proven ")
                + record.times() + " " + record.reasons() + " " + record.clockOffset());
        new RecordJudge(world, this::violation).judge(record, process, run.targets);
        judgeDeletedLeases(run, record, process);
        if (record.verdict() == Verdict.CONSISTENT && Boolean.TRUE.equals(record.bodyCompleted())) {
            judgeBody(run);
        }
        boolean running = run.bodyFrom >= 0 && run.bodyUntil < 0 && world.isAtHome(process);
        if (running && !run.bodyTold) {
            violation("I2", window + " ended while its body runs, and nobody told the body");
        }
        // An outage at the last check of one window may be in the middle of another one, whose port-forwards end with
        // it.
        boolean hitAnother =
                world.builds.size() > 1 && world.happened.containsKey(FaultKind.API_BLINKS_AT_THE_LAST_LOOK);
        if (world.profile.mustBeConsistent() && !hitAnother && record.verdict() != Verdict.CONSISTENT) {
            violation(
                    "V",
                    "nothing that matters happened, and " + window + " is " + record.verdict() + ": "
                            + record.reasons());
        }
    }

    /** Judges that a window is not proven if its Lease was deleted in it, even if its holder has created it again. */
    private void judgeDeletedLeases(Run run, WindowRecord record, ControllerProcess process) {
        Long until = record.windowProven() ? world.trueTime(record.times().verifiedUntil(), process) : null;
        Long from = until == null ? null : world.trueTime(record.times().pauseCompleted(), process);
        if (from == null || !process.hasLeaseRights()) {
            return;
        }
        for (SimulatedTarget target : run.targets) {
            for (SimulatedWorkload workload : target.api().workloads) {
                if (workload.labels.contains(target.selector())
                        && target.api().wasDeleted(leaseName(workload), from, until)) {
                    violation(
                            "I4", run.window + " is proven, and the Lease on " + workload.name + " was deleted in it");
                }
            }
        }
    }

    /** Judges that no pod was said to have a closed port whose process served it all the time. */
    private void judgeClosedPorts(Run run) {
        run.record.targets().stream()
                .flatMap(target -> target.drift().stream())
                .filter(drift -> drift.kind() == DriftKind.UNKNOWN_AFTER && drift.seenBy() == Drift.SeenBy.POLL)
                .filter(drift ->
                        drift.uid() != null && world.podWithUid(drift.uid()).wasNeverDown())
                .forEach(drift -> violation(
                        "P",
                        run.window + " says of " + drift.pod() + ", which served all the time, " + drift.detail()));
    }

    /** Judges that a window ends early if a pod accepts no connections any more. */
    private void judgeDeadPods(Run run) {
        boolean slow = world.happened.keySet().stream()
                .anyMatch(kind -> kind.name().matches("CHECK.*|.*CUT_OFF|.*SILENT|POD_HANGS|API.*|SUSPENDED.*|LOG.*"));
        if (run.firstPause < 0 || run.record == null || slow || run.process.isDisturbed() || clockWasTouched()) {
            return;
        }
        WindowTimes times = run.record.times();
        Long from = times.pauseCompleted() == null ? null : world.trueTime(times.pauseCompleted(), run.process);
        Long until = times.unpauseStarted() == null ? null : world.trueTime(times.unpauseStarted(), run.process);
        if (from == null || until == null || !run.process.isAlive()) {
            return;
        }
        long polls = (world.profile.access() == Access.PORT_FORWARD ? 16 : 7) * VirtualTime.SECOND;
        for (String uid : run.pausesSent) {
            if (world.podWithUid(uid).deadWithin(from, until) > polls && !world.podWithUid(uid).deleted) {
                violation(
                        "P",
                        run.window + " kept production closed although " + world.podWithUid(uid)
                                + " took no connection for so long");
            }
        }
    }

    /** Judges that a window lists the pods that it left to others. */
    private void judgeListing(Run run) {
        Long began = run.record.times().unpauseStarted() == null
                ? null
                : world.trueTime(run.record.times().unpauseStarted(), run.process);
        for (SimulatedPod pod : world.allPods()) {
            boolean left = began != null
                    && pod.closedByOthersSince() >= 0
                    && pod.closedByOthersSince() < began
                    && opening.isNotOurs(run.window, run.process, pod.uid)
                    && run.pausesSent.contains(pod.uid);
            boolean named = run.record.warnings().stream()
                    .anyMatch(line -> line.contains(pod.name) && line.contains("somebody else"));
            if (left && !named && pod.wasNeverDown()) {
                violation("I7", run.window + " does not tell of " + pod + ", which somebody else holds");
            }
        }
    }

    /** Judges that a record made again has the verdict and the times of the first one. */
    void recorded(String window, ControllerProcess process, WindowRecord before, WindowRecord now) {
        boolean journalled = !world.happened.containsKey(FaultKind.JOURNAL_FAILS)
                && !world.happened.containsKey(FaultKind.JOURNAL_HANGS);
        boolean same =
                before == null || before.verdict() == now.verdict() && before.windowProven() == now.windowProven();
        if (journalled && (!same || before != null && !before.times().equals(now.times()))) {
            violation("I3", window + " was " + before + ", and is " + now + " after " + process + " took it up");
        }
    }

    private void judgeBody(Run run) {
        Long from = world.trueTime(run.record.times().pauseCompleted(), run.process);
        Long until = world.trueTime(run.record.times().verifiedUntil(), run.process);
        boolean inside = run.bodyReturned
                && run.bodyFrom >= 0
                && from != null
                && until != null
                && run.bodyFrom >= from
                && run.bodyUntil >= 0
                && run.bodyUntil <= until;
        if (!inside) {
            violation("I2", run.window + " is CONSISTENT, but its body did not return inside it");
        }
    }

    // --- when all is over -------------------------------------------------------------------------------------------

    void judgeTheEnd(boolean atRest) {
        for (SimulatedPod pod : world.allPods()) {
            if (pod.isRunning() && !pod.isPaused() && pod.requests().held() > 0) {
                violation(
                        "R", pod + " is open, and still holds " + pod.requests().held() + " requests");
            }
            boolean ours = pod.closers().stream().anyMatch(Oracle::isWindow);
            if (pod.isRunning() && pod.isPaused() && ours && !isForgotten()) {
                violation("I1", pod + " is paused for ever by " + pod.closers());
            }
        }
        if (!atRest) {
            violation(
                    "I1",
                    "not everything came to an end: "
                            + runs.values().stream()
                                    .filter(run -> run.process.isAlive() && !run.settled)
                                    .map(run -> key(run.window, run.process))
                                    .toList());
        }
        judgeLeases(atRest);
        for (Run run : runs.values()) {
            judgePromptness(run);
            judgeOpening(run);
            judgeDeadPods(run);
            if (run.firstPause >= 0 && run.process.isAlive() && atRest && run.record == null) {
                violation("I3", run.window + " sent a Pause and left no record");
            }
            boolean isHome = world.controllers.stream()
                    .anyMatch(one -> one.home == run.process.home && one.isUp() && !one.isRetired());
            boolean isLost = world.happened.containsKey(FaultKind.JOURNAL_LOST);
            if (run.firstPause >= 0
                    && atRest
                    && isHome
                    && !isLost
                    && !run.process.home.records.containsKey(run.window)) {
                violation("I3", run.window + " sent a Pause, and its record is kept nowhere");
            }
        }
        judgeRecords(atRest);
    }

    /** Returns whether journal and Lease are lost, so that nothing can be known. */
    private boolean isForgotten() {
        return (world.happened.containsKey(FaultKind.JOURNAL_LOST)
                        || world.happened.containsKey(FaultKind.CONTROLLER_GONE))
                && (world.happened.containsKey(FaultKind.LEASES_FORBIDDEN)
                        || world.happened.containsKey(FaultKind.LEASE_DELETED));
    }

    /** Judges that a settled window holds no Leases, nor do earlier starts. */
    private void judgeLeases(boolean atRest) {
        boolean excused = !atRest
                || world.happened.keySet().stream().anyMatch(kind -> kind.name().startsWith("API_"))
                || world.happened.containsKey(FaultKind.LEASES_FORBIDDEN);
        for (SimulatedApiServer api : excused ? List.<SimulatedApiServer>of() : world.apis) {
            for (Leases.Lease lease : api.leases()) {
                String window = lease.annotations().get(WINDOW);
                boolean owed = runs.values().stream()
                        .anyMatch(run -> run.window.equals(window) && run.process.isAlive() && run.settled);
                if (owed && !carriesClaims(lease)) {
                    violation("L", "the Lease " + lease.name() + " still stands for " + windowOf(lease));
                }
            }
        }
    }

    /**
     * Returns whether a Lease carries claims: a rescue that could not reach or unpause a pod of somebody else's window
     * leaves the Lease to those that can.
     */
    private static boolean carriesClaims(Leases.Lease lease) {
        return lease.annotations().entrySet().stream()
                .anyMatch(
                        one -> one.getKey().contains("/pod-") && one.getValue().split(" ").length > 5);
    }

    /** Judges that a window that sent a Pause has a record, from any process. */
    private void judgeRecords(boolean atRest) {
        for (String window : pausedBy.keySet()) {
            boolean recorded = runs.values().stream().anyMatch(run -> run.window.equals(window) && run.record != null);
            if (atRest
                    && !recorded
                    && !world.happened.containsKey(FaultKind.CONTROLLER_GONE)
                    && !world.happened.containsKey(FaultKind.HOME_RESTORED)
                    && !world.happened.containsKey(FaultKind.JOURNAL_LOST)) {
                violation("I3", window + " sent a Pause and no process left a record of it");
            }
        }
    }

    private void judgeOpening(Run run) {
        boolean somebodyElse = world.happened.containsKey(FaultKind.LEASE_DELETED)
                || world.happened.containsKey(FaultKind.RESCUE_FORCED)
                || world.happened.containsKey(FaultKind.RESCUE)
                || world.happened.containsKey(FaultKind.HOME_RESTORED)
                || watchdogs.hasFired()
                || run.window.startsWith(RESCUE);
        boolean adopted = adopted(run);
        if (run.process.isDisturbed()
                || !run.process.isAlive()
                || somebodyElse
                || clockWasTouched()
                || !pausedBy.containsKey(run.window)
                || adopted && world.profile.access() == Access.PORT_FORWARD) {
            return;
        }
        Set<String> paused = adopted ? run.leftClosed : run.pausesSent;
        if (!adopted && run.firstPause >= 0) {
            long limit = run.firstPause + world.maxOutageMillis(run.window) * VirtualTime.MILLI;
            opening.judge(run.window, run.process, paused, false, limit, "maxOutage");
            if (run.abortedAt >= run.firstPause) {
                opening.judge(run.window, run.process, paused, false, run.abortedAt, "an abort");
            }
        }
        if (run.record != null && run.record.times().unpauseStarted() != null) {
            Long began = world.trueTime(run.record.times().unpauseStarted(), run.process);
            if (began != null && began >= run.begunAt) {
                opening.judge(run.window, run.process, paused, adopted, began, "its end");
            }
        }
    }

    private void judgePromptness(Run run) {
        boolean tampered = world.happened.containsKey(FaultKind.LEASE_DELETED)
                || world.happened.containsKey(FaultKind.RESCUE_FORCED);
        if (run.firstPause < 0 || run.process.isDisturbed() || tampered || !run.process.isAlive()) {
            return;
        }
        if (run.record != null && anyToOpen(run)) {
            WindowTimes times = run.record.times();
            if (times.unpauseStarted() == null || run.firstUnpause < 0) {
                violation("I1", run.window + " never began to unpause");
            }
        }
    }

    private boolean anyToOpen(Run run) {
        return run.record != null
                && run.record.targets().stream()
                        .flatMap(target -> target.pauses().stream())
                        .anyMatch(pause -> pause.pauseAnsweredAt() != null
                                && !opening.isNotOurs(run.window, run.process, pause.uid())
                                && world.podWithUid(pause.uid()).isRunning());
    }
}
