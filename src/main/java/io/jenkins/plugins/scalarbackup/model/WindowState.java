package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything needed to end an open pause without the process that began it.
 *
 * @param holder the holder of its locks, with the window's ID
 * @param phase its phase
 * @param parameters its time limits
 * @param hasBody whether it has a block
 * @param bodyReturned whether that block returned
 * @param times the times of the events so far
 * @param lastProven the last moment at which every pod was seen paused; null if none
 * @param clockOffset the offset of the API server's clock from the controller's, as measured in the window; null if it was
 *     not
 * @param cause why the window was closed; null while it is open
 * @param reasons the errors so far
 * @param warnings the record's warnings
 * @param drift drift of the window as a whole
 * @param targets each target
 * @param databaseClocks the databases' clocks, as far as measured; null if none was
 * @param watchdog whether watchdogs cover it; null if unknown
 */
public record WindowState(
        Holder holder,
        Phase phase,
        WindowParameters parameters,
        boolean hasBody,
        boolean bodyReturned,
        WindowTimes times,
        Instant lastProven,
        ClockOffset clockOffset,
        Cause cause,
        List<String> reasons,
        List<String> warnings,
        List<Drift> drift,
        List<TargetState> targets,
        DatabaseClocks databaseClocks,
        WatchdogCoverage watchdog) {
    public WindowState {
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        drift = List.copyOf(drift);
        targets = List.copyOf(targets);
        databaseClocks = databaseClocks == null || databaseClocks.measured().isEmpty() ? null : databaseClocks;
    }

    /**
     * The UIDs of the pods that may be paused by this window: once Pauses may have been sent, every pod that is not known
     * to be unpaused or somebody else's.
     */
    public Set<String> claimedPods() {
        if (phase == Phase.PREPARING) {
            return Set.of();
        }
        return targets.stream()
                .flatMap(target -> target.pods().stream())
                // An unanswered Pause may still arrive, even if the pod was seen unpaused.
                .filter(pod -> pod.recorded().unpauseConfirmedAt() == null
                        || pod.pause().isUnknown())
                .filter(pod -> pod.pause() != PauseState.NOT_OURS)
                .filter(pod -> phase == Phase.PAUSING || pod.pause() != PauseState.NOT_SENT)
                .map(pod -> pod.recorded().uid())
                .collect(Collectors.toSet());
    }

    /** The phases of a window. */
    public enum Phase {
        /** No Pause has been sent yet. */
        PREPARING,
        /** Pauses are being sent, or rolled back. */
        PAUSING,
        /** Every pod is drained and paused. */
        OPEN,
        /** The closing check is under way; {@code verifiedUntil} is not valid yet. */
        CLOSING,
        /** Unpauses are being sent. */
        UNPAUSING,
        /** Production is unpaused; the pods are compared. */
        VERIFYING,
        /** The record can be made from this state, always the same; what is left is to store it and to clean up. */
        ENDED
    }

    /** The causes of a window's end. */
    public enum Cause {
        /** As requested: the block returned and the window lasted long enough, or the closing step ran. */
        REQUESTED,
        /** The block threw. */
        BODY_THREW,
        /** Not every pod could be paused. */
        PAUSE_FAILED,
        /** Drift was seen, or the lock was lost. */
        DRIFT,
        /** {@code maxOutage} was reached. */
        LIMIT,
        /** A person stopped it, or the build ended without closing it. */
        ABORT,
        /** An internal error, or the process ended before the window was closed. */
        ERROR
    }

    /**
     * One target.
     *
     * @param target the resolved target
     * @param before the snapshot before the pause
     * @param watchedUntil the watch's last resource version
     * @param pods the states of its pods
     * @param drift its drift so far
     * @param after the pods of the second snapshot; null before it is taken
     * @param leased whether its workloads were locked by Leases, and not only inside the controller
     */
    public record TargetState(
            ResolvedTarget target,
            Snapshot before,
            String watchedUntil,
            List<PodState> pods,
            List<Drift> drift,
            List<Pod> after,
            boolean leased) {
        public TargetState {
            pods = List.copyOf(pods);
            drift = List.copyOf(drift);
            after = after == null ? null : List.copyOf(after);
        }
    }

    /**
     * One pod's state.
     *
     * @param pause the known outcome of its Pause
     * @param recorded its entry in the record
     */
    public record PodState(PauseState pause, PodPause recorded) {}
}
