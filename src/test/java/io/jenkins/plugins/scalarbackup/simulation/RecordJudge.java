package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Compares a record with the truth. */
final class RecordJudge {
    private final World world;
    private final BiConsumer<String, String> violation;

    RecordJudge(World world, BiConsumer<String, String> violation) {
        this.world = world;
        this.violation = violation;
    }

    void judge(WindowRecord record, ControllerProcess process, List<SimulatedTarget> targets) {
        String window = record.id();
        WindowTimes times = record.times();
        if (record.verdict() == Verdict.CONSISTENT && !record.windowProven()) {
            violation.accept("I2", window + " is CONSISTENT and not proven");
        }
        if (record.verdict() == Verdict.INCONSISTENT && record.windowProven()) {
            violation.accept("I2", window + " is INCONSISTENT and proven");
        }
        if (record.verdict() == Verdict.CONSISTENT
                && (times.durationMillis() == null || times.durationMillis() < times.requestedMillis())) {
            violation.accept(
                    "I2",
                    window + " is CONSISTENT, but lasted " + times.durationMillis() + " ms of "
                            + times.requestedMillis() + " ms");
        }
        judgeOrder(record);
        // The documented limit: without Leases, a copy of a controller does not see what the other one does.
        boolean blind = world.happened.containsKey(FaultKind.HOME_RESTORED)
                && world.happened.containsKey(FaultKind.LEASES_FORBIDDEN);
        if (record.windowProven() && isLetPass(record)) {
            return;
        }
        if (record.windowProven() && !blind) {
            judgeInterval(record, process, targets);
            judgeRestorePoint(record, process, targets);
            judgeCanaries(record, process, targets);
        }
    }

    /**
     * Returns whether the author accepted pods with a defect that no check can detect; then judges that the record
     * warns of it.
     */
    private boolean isLetPass(WindowRecord record) {
        if (world.profile.product() != Profile.Product.LETS_BATCHES_PASS
                || !world.accepts(record.id(), "BATCH_PASSES_PAUSE")) {
            return false;
        }
        if (record.warnings().stream().noneMatch(warning -> warning.contains("BATCH_PASSES_PAUSE"))) {
            violation.accept("I2", record.id() + " does not warn of the advisory that its author accepted");
        }
        return true;
    }

    /** Judges that the times are in order if the clock was never changed. */
    private void judgeOrder(WindowRecord record) {
        boolean clockWasTouched = world.happened.keySet().stream()
                .anyMatch(kind -> kind.name().startsWith("CLOCK")
                        || kind == FaultKind.SUSPENDED_MACHINE
                        || kind == FaultKind.HOME_RESTORED);
        if (clockWasTouched) {
            return;
        }
        WindowTimes times = record.times();
        Instant last = null;
        for (Instant next : Arrays.asList(
                times.pauseStarted(),
                times.pauseCompleted(),
                times.verifiedUntil(),
                times.unpauseStarted(),
                times.unpauseCompleted())) {
            if (next != null) {
                if (last != null && next.isBefore(last)) {
                    violation.accept("I2", record.id() + " has its times in disorder: " + times);
                }
                last = next;
            }
        }
        if (times.pauseStarted() != null && times.unpauseStarted() != null && world.happened.isEmpty()) {
            long outage = Duration.between(times.pauseStarted(), times.unpauseStarted())
                    .toMillis();
            if (outage > world.maxOutageMillis(record.id()) + 4_000) {
                violation.accept("I1", record.id() + " kept production closed for " + outage + " ms");
            }
        }
    }

    /** Judges a proven window: no pod of any target could accept or finish a transaction in it. */
    private void judgeInterval(WindowRecord record, ControllerProcess process, List<SimulatedTarget> targets) {
        Long from = world.trueTime(record.times().pauseCompleted(), process);
        Long until = world.trueTime(record.times().verifiedUntil(), process);
        if (from == null || until == null) {
            violation.accept("I2", record.id() + " is proven, with a time that no clock showed: " + record.times());
            return;
        }
        for (SimulatedPod pod : world.allPods()) {
            if (isTargeted(pod, targets, from)) {
                long[] alive = pod.live.livesWithin(from, until);
                if (alive == null && !pod.requests().writesWithin(from, until).isEmpty()) {
                    violation.accept(
                            "I2",
                            record.id() + " is proven, but " + pod + " carried out, within it, "
                                    + pod.requests().writesWithin(from, until));
                }
                // The documented limit: a foreign client that opens and closes a pod between two polls.
                if (alive != null && !pod.wasClosedByForeignerIn(alive)) {
                    violation.accept(
                            "I2",
                            record.id() + " is proven from "
                                    + VirtualTime.shown(from).trim() + " to "
                                    + VirtualTime.shown(until).trim() + ", but " + pod
                                    + " could accept or finish transactions in" + pod.live);
                }
            }
        }
    }

    /**
     * Judges that no canary behind the Services could, either; one that comes and goes between two checks can't be
     * detected.
     */
    private void judgeCanaries(WindowRecord record, ControllerProcess process, List<SimulatedTarget> targets) {
        Long until = world.trueTime(record.times().verifiedUntil(), process);
        if (until == null) {
            return;
        }
        for (SimulatedTarget target : targets) {
            for (SimulatedCanary canary : target.api().canaries()) {
                boolean standsBehind = canary.behind().labels.contains(target.selector());
                if (standsBehind && canary.from() < until && canary.lives(world.time.now())) {
                    violation.accept("I2", record.id() + " is proven, but " + canary.name() + " could write in it");
                }
            }
        }
    }

    /** Judges that nothing was in flight at the recommended moment, by the true time, which databases have. */
    private void judgeRestorePoint(WindowRecord record, ControllerProcess process, List<SimulatedTarget> targets) {
        RestorePoint point = record.restorePoint();
        if (point.recommended() == null) {
            return;
        }
        if (record.clockOffset() == null) {
            violation.accept("I2", record.id() + " recommends a restore point by a clock that nobody measured");
            return;
        }
        Long from = world.trueTime(record.times().pauseCompleted(), process);
        if (from == null) {
            return;
        }
        long recommended = Duration.between(Host.BEGIN, point.recommended()).toNanos();
        for (SimulatedPod pod : world.allPods()) {
            long[] alive = pod.live.livesWithin(recommended, recommended + 1);
            if (isTargeted(pod, targets, from) && alive != null && !pod.wasClosedByForeignerIn(alive)) {
                violation.accept(
                        "I2",
                        record.id() + " recommends to restore to "
                                + VirtualTime.shown(recommended).trim() + " of the true time, when " + pod
                                + " could accept or finish transactions:" + pod.live + "; wall clock off by "
                                + process.host.wallOffset() / VirtualTime.MILLI + " ms, recorded "
                                + record.clockOffset());
            }
        }
    }

    /** Returns whether it was one of the targets' pods at any time since then. */
    private static boolean isTargeted(SimulatedPod pod, List<SimulatedTarget> targets, long since) {
        return targets.stream()
                .anyMatch(target -> pod.workload.api == target.api() && pod.isSelected(target.selector(), since));
    }
}
