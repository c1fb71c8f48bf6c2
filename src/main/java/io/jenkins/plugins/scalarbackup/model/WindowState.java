package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must be known of an open pause to close it without the process that opened it.
 *
 * @param holder whose it is, and the window's ID
 * @param phase how far it was
 * @param parameters how long it may take
 * @param hasBody whether a block runs inside
 * @param bodyReturned whether that block returned
 * @param times when what happened so far
 * @param lastProven the last moment up to which every pod was seen closed; null before
 * @param clockOffset the API server's clock against the controller's, as measured in the window; null if it was not
 * @param cause why the window was closed; null while it is open
 * @param reasons what went wrong so far
 * @param warnings for the record
 * @param drift of the window as a whole
 * @param targets each target
 * @param databaseClocks the databases' clocks, as far as they were measured; null where none was
 * @param watchdog whether one stands behind it; null where that is not known
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
        WatchdogSight watchdog) {
    public WindowState {
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        drift = List.copyOf(drift);
        targets = List.copyOf(targets);
        databaseClocks = databaseClocks == null || databaseClocks.measured().isEmpty() ? null : databaseClocks;
    }

    /** The UIDs of the pods that may be paused by this window: every one, once Pauses may have been sent, that is not known to be open, or another's. */
    public Set<String> claimedPods() {
        if (phase == Phase.PREPARING) {
            return Set.of();
        }
        return targets.stream()
                .flatMap(target -> target.pods().stream())
                // One whose Pause had no answer may be closed by it yet, though it was seen open.
                .filter(pod -> pod.recorded().unpauseConfirmedAt() == null
                        || pod.pause().isUnknown())
                .filter(pod -> pod.pause() != PauseState.NOT_OURS)
                .filter(pod -> phase == Phase.PAUSING || pod.pause() != PauseState.NOT_SENT)
                .map(pod -> pod.recorded().uid())
                .collect(Collectors.toSet());
    }

    /** How far a window is. */
    public enum Phase {
        /** Nothing was sent to a pod yet. */
        PREPARING,
        /** Pauses are being sent, or rolled back. */
        PAUSING,
        /** Every pod is drained and paused. */
        OPEN,
        /** The closing check is under way; {@code verifiedUntil} counts for nothing yet. */
        CLOSING,
        /** Unpauses are being sent. */
        UNPAUSING,
        /** Production is open; the pods are compared. */
        VERIFYING,
        /** The record can be made of this state, the same one whenever it is; what is left is to keep it and to tidy up. */
        ENDED
    }

    /** Why a window was closed. */
    public enum Cause {
        /** As it was asked to: the block returned and the window lasted long enough, or the closing step came. */
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
        /** An error of this program, or its process ended before the window was closed. */
        ERROR
    }

    /**
     * One target.
     *
     * @param target what it was resolved to
     * @param before the snapshot before the pause
     * @param watchedUntil the watch's last resource version
     * @param pods its pods' gates
     * @param drift what changed so far
     * @param after the pods of the second snapshot; null before it was taken
     * @param leased whether Leases stood for its workloads, and not only locks inside the controller
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
     * One pod's gate.
     *
     * @param pause what is known of its Pause
     * @param recorded its times
     */
    public record PodState(PauseState pause, PodPause recorded) {}
}
