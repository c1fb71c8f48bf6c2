package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Judges how pods are unpaused: in time even if something does not answer, and without asking only if nobody else can
 * have paused a pod or the time for it has come. It keeps its own record of what was seen and answered.
 */
final class OpeningJudge {
    private static final long LEASE = nanos(ProtocolTimes.LEASE);
    /** The longest time for which a pod that a late Pause may reach goes unchecked: two requests without an answer. */
    private static final long LOOKED_AT = 12 * VirtualTime.SECOND;
    /** Tolerance for tasks, and for messages within a machine. */
    private static final long SLACK = 100 * VirtualTime.MILLI;
    /** The time for which a failure to reach the API server is still relevant. */
    private static final long FAILED = 30 * VirtualTime.SECOND;
    /** The longest time between the answer that a pod is paused and its Unpause. */
    private static final long JUST_SEEN = nanos(ProtocolTimes.POD_QUESTION) + SLACK;

    /** A pod as seen by a window, in any of its processes. */
    private static final class Sight {
        long last;
        long broken = Long.MAX_VALUE;

        /** Returns the time from which on somebody else may have paused it. */
        long lostAt() {
            return Math.min(broken, last + LEASE);
        }
    }

    /** The unpausing of a window by one process. */
    private static final class Opening {
        final Map<String, Long> firstUnpauses = new HashMap<>();
        final Map<String, Long> acknowledged = new HashMap<>();
        /** The time since which our Pause is known not to be in force, by pod. */
        final Map<String, Long> notOurs = new HashMap<>();

        final Map<String, Long> answered = new HashMap<>();
        /** The time of the last CheckPaused or Unpause, by pod. */
        final Map<String, Long> asked = new HashMap<>();
        /** The number of ended processes of a pod when it answered. */
        final Map<String, Integer> downs = new HashMap<>();
        /** The time at which the process that answered was reported gone. */
        final Map<String, Long> toldGone = new HashMap<>();

        /** The time of the last answer, by pod, if that was "paused". */
        final Map<String, Long> seenPaused = new HashMap<>();

        long firstAcknowledged = -1;
    }

    private final World world;
    private final BiConsumer<String, String> violation;
    private final Map<String, Opening> openings = new HashMap<>();
    /** The pods that a watchdog unpaused, each after the ID of its window. */
    private final Set<String> unpausedByWatchdog = new HashSet<>();

    private final Map<String, Sight> sights = new HashMap<>();
    private final Map<String, Long> pauseStarted = new HashMap<>();
    /**
     * The time of a window's entry in the journal; if a crash cut the window there, nothing else is known of its
     * beginning.
     */
    private final Map<String, Long> pauseIntended = new HashMap<>();

    private final Map<ControllerProcess, List<Long>> outstanding = new HashMap<>();
    private final Map<ControllerProcess, Long> failed = new HashMap<>();

    OpeningJudge(World world, BiConsumer<String, String> violation) {
        this.world = world;
        this.violation = violation;
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    private Opening of(String window, ControllerProcess process) {
        return openings.computeIfAbsent(window + " by " + process, key -> new Opening());
    }

    // --- what happens -----------------------------------------------------------------------------------------------

    void pauseIntended(String window) {
        pauseIntended.putIfAbsent(window, world.time.now());
    }

    void pauseSent(String window, String uid) {
        pauseStarted.putIfAbsent(window, world.time.now());
        sights.computeIfAbsent(window + uid, key -> new Sight()).last = world.time.now();
    }

    /** Notes that a pod answered that our Pause had no effect, or that the Pause can't have arrived. */
    void pauseWasRefused(String window, ControllerProcess process, String uid) {
        of(window, process).notOurs.putIfAbsent(uid, world.time.now());
    }

    /** Notes that a pod answered that it has drained. */
    void pauseWasAnswered(String window, ControllerProcess process, String uid) {
        of(window, process).answered.put(uid, world.time.now());
        of(window, process).downs.put(uid, world.podWithUid(uid).downs());
    }

    /** Notes what a watch reports about a pod. */
    void told(String window, ControllerProcess process, Pod pod) {
        Opening opening = of(window, process);
        Integer downs = opening.downs.get(pod.uid());
        int ended = pod.containers().get(0).restartCount();
        if (downs != null && ended > downs) {
            opening.toldGone.putIfAbsent(pod.uid(), world.time.now());
        }
    }

    /** Notes a CheckPaused. A pod that a late Pause has paused must be unpaused, regardless of how long others take. */
    void asks(String window, ControllerProcess process, String uid) {
        Opening opening = of(window, process);
        long now = world.time.now();
        Long first = opening.firstUnpauses.get(uid);
        long closed = world.podWithUid(uid).closedSince(window);
        Long before = opening.asked.put(uid, now);
        boolean isLate =
                first != null && closed > first && now - Math.max(closed, before == null ? first : before) > LOOKED_AT;
        if (isLate && !process.isDisturbed()) {
            violation.accept(
                    "I1",
                    window + " did not look at " + world.podWithUid(uid) + " for a long time, which its late Pause had"
                            + " closed at " + VirtualTime.shown(closed).trim());
        }
    }

    void checked(String window, ControllerProcess process, String uid, boolean paused, long asked) {
        Opening opening = of(window, process);
        Long answered = opening.answered.get(uid);
        if (!paused && answered != null && asked >= answered && !opening.firstUnpauses.containsKey(uid)) {
            // Our only Pause was answered and is undone, so any other pause is somebody else's.
            opening.notOurs.putIfAbsent(uid, world.time.now());
        }
        if (paused) {
            opening.seenPaused.put(uid, world.time.now());
        } else {
            opening.seenPaused.remove(uid);
        }
        Sight sight = sights.get(window + uid);
        if (sight != null) {
            boolean hasGap = world.time.now() - sight.last > LEASE;
            if (!paused || hasGap) {
                sight.broken = Math.min(sight.broken, hasGap ? sight.last + LEASE : world.time.now());
            }
            sight.last = Math.max(sight.last, asked);
        }
    }

    void leaseAsked(ControllerProcess process, long sent) {
        outstanding.computeIfAbsent(process, p -> new ArrayList<>()).add(sent);
    }

    void leaseAnswered(ControllerProcess process, long sent, boolean worked) {
        outstanding.get(process).remove(sent);
        if (!worked) {
            failed.put(process, world.time.now());
        }
    }

    void leaseAcknowledged(String window, ControllerProcess process, String lease, long sent) {
        Opening opening = of(window, process);
        opening.acknowledged.put(lease, sent);
        opening.firstAcknowledged = opening.firstAcknowledged < 0 ? world.time.now() : opening.firstAcknowledged;
    }

    /** Notes that a watchdog released the Lease of a pod that it has unpaused: anybody may have paused it since. */
    void watchdogUnpaused(String window, String uid) {
        unpausedByWatchdog.add(window + uid);
    }

    /** Notes what a process finds in its journal about an earlier one's answers. */
    void begins(String window, ControllerProcess process) {
        WindowState state = process.home.journal.get(window);
        if (state != null) {
            state.targets().stream()
                    .flatMap(target -> target.pods().stream())
                    .filter(pod -> pod.pause() == PauseState.NOT_OURS || isOver(pod))
                    .forEach(pod -> of(window, process)
                            .notOurs
                            .putIfAbsent(pod.recorded().uid(), Long.MIN_VALUE / 2));
        }
    }

    /** Returns whether the pod's only Pause was answered and the pod was unpaused after that. */
    private static boolean isOver(WindowState.PodState pod) {
        PodPause pause = pod.recorded();
        return pod.pause() == PauseState.DRAINED
                && pause.unpauseConfirmedAt() != null
                && pause.unpauseSentAt() != null
                && pause.pauseAnsweredAt().isBefore(pause.unpauseSentAt());
    }

    boolean isNotOurs(String window, ControllerProcess process, String uid) {
        return of(window, process).notOurs.containsKey(uid);
    }

    // --- what is asked ----------------------------------------------------------------------------------------------

    /** Returns whether the API server has not told it who holds the lock, in spite of its requests. */
    private boolean hasNoAnswer(ControllerProcess process) {
        long now = world.time.now();
        return now - failed.getOrDefault(process, Long.MIN_VALUE / 2) < FAILED
                || outstanding.getOrDefault(process, List.of()).stream()
                        .anyMatch(sent -> now - sent >= nanos(ProtocolTimes.LEASE_QUESTION) - SLACK);
    }

    private boolean isInSight(String window, String uid) {
        Sight sight = sights.get(window + uid);
        return sight != null && world.time.now() <= sight.lostAt() + SLACK;
    }

    private long blindAt(String window, long begun) {
        return begun
                + world.maxOutageMillis(window) * VirtualTime.MILLI
                + nanos(ProtocolTimes.BLIND_UNPAUSE_AFTER_LIMIT);
    }

    private boolean isRenewed(Opening opening, SimulatedPod pod) {
        Long sent = opening.acknowledged.get(Oracle.leaseKey(pod.workload));
        return sent != null && world.time.now() - sent <= LEASE + SLACK;
    }

    /** Returns whether it may send an Unpause without knowing who holds the lock. */
    boolean mayOpenUnasked(String window, ControllerProcess process, SimulatedPod pod) {
        return hasNoAnswer(process) && canBeNobodyElses(window, process, pod);
    }

    private boolean canBeNobodyElses(String window, ControllerProcess process, SimulatedPod pod) {
        return isRenewed(of(window, process), pod)
                || isInSight(window, pod.uid)
                || world.time.now() + SLACK >= blindAt(window, pauseIntended.get(window));
    }

    // --- what is judged ---------------------------------------------------------------------------------------------

    void unpauseSent(String window, ControllerProcess process, SimulatedPod pod, boolean rulesHold) {
        Opening opening = of(window, process);
        // A report of the same instant is handled only afterwards.
        long since = opening.notOurs.getOrDefault(pod.uid, Long.MAX_VALUE);
        if (since < world.time.now() - VirtualTime.MILLI) {
            violation.accept("I7", window + " sent an Unpause to " + pod + ", which is known not to be its own");
        }
        Long toldGone = opening.toldGone.get(pod.uid);
        if (toldGone != null && world.time.now() - toldGone > VirtualTime.MILLI && !process.isDisturbed()) {
            violation.accept(
                    "I7",
                    window + " sent an Unpause to " + pod + ", whose container was restarted after it had been paused");
        }
        boolean justSeen = world.time.now() - opening.seenPaused.getOrDefault(pod.uid, Long.MIN_VALUE / 2) <= JUST_SEEN;
        if (unpausedByWatchdog.contains(window + pod.uid)
                && !justSeen
                && rulesHold
                && !mayOpenUnasked(window, process, pod)) {
            violation.accept(
                    "I7",
                    window + " sent an Unpause to " + pod + ", which a watchdog had unpaused, without checking it");
        }
        asks(window, process, pod.uid);
        boolean first = opening.firstUnpauses.putIfAbsent(pod.uid, world.time.now()) == null;
        boolean isRescue = window.startsWith(Oracle.RESCUE);
        if (!first || isRescue || !rulesHold || !pauseStarted.containsKey(window) || isLeftToWatchdog(window, pod)) {
            return;
        }
        if (!canBeNobodyElses(window, process, pod)) {
            violation.accept(
                    "9.17",
                    window + " opened " + pod + " unasked, which was out of sight for longer than a lock lasts, before"
                            + " the time to do so blind");
        }
    }

    /** Returns whether a watchdog holds the pod's Lease to unpause the pods of the same window. */
    static boolean isLeftToWatchdog(String window, SimulatedPod pod) {
        return pod.workload
                .api
                .lease(Oracle.leaseName(pod.workload))
                .filter(SimulatedWatchdog::isWatchdogs)
                .filter(lease -> window.equals(lease.annotations().get(Oracle.WINDOW)))
                .isPresent();
    }

    /** Judges a line of the log, which may take its time: production must not wait for it. */
    void said(String window, ControllerProcess process, String line) {
        if (line.startsWith("WARNING: Pod ") && line.contains("by somebody else") && !process.isDisturbed()) {
            judgeKnowledge(window, process, line);
        }
        if (line.startsWith("All pods are open")) {
            for (String key : sights.keySet()) {
                boolean isOfWindow = key.startsWith(window + "uid");
                SimulatedPod pod = isOfWindow ? world.podWithUid(key.substring(window.length())) : null;
                if (pod != null
                        && pod.closedByOthersSince() >= 0
                        && pod.closedByOthersSince() < world.time.now() - 5 * VirtualTime.SECOND) {
                    violation.accept("I7", window + " said that all pods are open, and " + pod + " is not");
                }
            }
        }
        boolean decided =
                line.startsWith("Opening all pods again") || line.startsWith("The window can't be proven any more");
        Opening opening = of(window, process);
        // If somebody else had the lock meanwhile, or the pod may be gone, a question must come first.
        boolean doubted = line.endsWith(" is gone.")
                || line.contains("the lock is not known to be ours")
                || line.contains("was not ours for a while")
                || world.happened.containsKey(FaultKind.RESCUE_FORCED)
                || world.happened.containsKey(FaultKind.LEASE_DELETED);
        if (!decided || doubted || !opening.firstUnpauses.isEmpty() || process.isDisturbed()) {
            return;
        }
        for (String key : sights.keySet()) {
            SimulatedPod pod = key.startsWith(window + "uid") ? world.podWithUid(key.substring(window.length())) : null;
            if (pod != null
                    && pod.wasNeverDown()
                    && !opening.notOurs.containsKey(pod.uid)
                    && opening.acknowledged.containsKey(Oracle.leaseKey(pod.workload))
                    && world.time.now() - opening.acknowledged.get(Oracle.leaseKey(pod.workload))
                            < LEASE - nanos(ProtocolTimes.LEASE_MARGIN) - SLACK) {
                violation.accept("9.17", window + " spoke before it opened " + pod + ": " + line);
            }
        }
    }

    /** Judges that the journal already has what the log says about a pod, so that the next start knows it. */
    private void judgeKnowledge(String window, ControllerProcess process, String line) {
        WindowState known = process.home.journal.get(window);
        boolean diskWorks = !world.happened.containsKey(FaultKind.JOURNAL_FAILS)
                && !world.happened.containsKey(FaultKind.JOURNAL_HANGS);
        if (!diskWorks || known == null) {
            return;
        }
        known.targets().stream()
                .flatMap(target -> target.pods().stream())
                .filter(pod -> line.startsWith("WARNING: Pod " + pod.recorded().pod() + " "))
                .filter(pod -> pod.pause() != PauseState.NOT_OURS)
                .forEach(pod -> violation.accept("I7", window + " says, before its journal knows: " + line));
    }

    /**
     * Judges that every pod of ours was sent its Unpause in time after the decision to unpause.
     *
     * @param decision the time of the decision; negative if there was none
     * @param why the reason for the decision
     */
    void judge(
            String window, ControllerProcess process, Set<String> paused, boolean adopted, long decision, String why) {
        // A pod out of reach is retried every few seconds.
        boolean outOfReach = adopted
                && (world.happened.containsKey(FaultKind.FOREIGN_UNPAUSE_WHILE_CUT_OFF)
                        || world.happened.containsKey(FaultKind.POD_CUT_OFF));
        if (decision < 0 || outOfReach) {
            return;
        }
        Opening opening = of(window, process);
        for (String uid : paused) {
            SimulatedPod pod = world.podWithUid(uid);
            if (!pod.wasNeverDown() || opening.notOurs.containsKey(uid)) {
                continue;
            }
            long due = decision + nanos(ProtocolTimes.FIRST_UNPAUSE_LIMIT) + SLACK;
            // Until the API server tells who holds the lock, or its time has come.
            long blind = blindAt(window, pauseStarted.get(window)) + 3 * nanos(ProtocolTimes.OVERDUE_RETRY);
            if (adopted && opening.firstAcknowledged >= 0) {
                due = Math.max(decision, opening.firstAcknowledged) + nanos(ProtocolTimes.FIRST_UNPAUSE_LIMIT) + SLACK;
            } else if (adopted || sights.get(window + uid).lostAt() <= due) {
                due = Math.max(due, blind);
            }
            long back = world.network.backAfterCut(process, "pod:" + uid, decision, due);
            if (back >= 0) {
                // The limit applies to pods that can be reached; another one is retried some time after a call has
                // failed.
                due = Math.max(due, back + 2 * nanos(ProtocolTimes.FIRST_UNPAUSE_LIMIT) + SLACK);
            }
            long sent = opening.firstUnpauses.getOrDefault(uid, Long.MAX_VALUE);
            // A pod that somebody else has unpaused meanwhile needs no Unpause.
            boolean isOpen = sent == Long.MAX_VALUE && pod.isOpen();
            if (sent > due && due < world.time.now() && !isOpen) {
                violation.accept(
                        "9.17",
                        window + " by " + process + " was to open (" + why + ") at "
                                + VirtualTime.shown(decision).trim() + " and sent " + pod + " its first Unpause "
                                + (sent == Long.MAX_VALUE
                                        ? "never"
                                        : "at " + VirtualTime.shown(sent).trim()));
            }
        }
    }
}
