package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a window has come to know so far, from which journal entry, verdict and record are made. */
final class WindowProgress {
    final Holder holder;
    final WindowParameters parameters;
    final boolean hasBody;

    WindowState.Phase phase = WindowState.Phase.PREPARING;
    WindowState.Cause cause;
    Instant pauseStarted;
    Instant pauseCompleted;
    Instant verifiedUntil;
    Instant unpauseStarted;
    Instant unpauseCompleted;
    Instant lastProven;
    long requestedMillis;
    boolean bodyReturned;
    /** From shortly before its end on: when it ends. */
    Instant endsAt;
    /** The API server's clock against ours when it was measured. */
    ClockOffset clockOffset;
    /** How far our clock has strayed in the window, too little to be a step. */
    long clockStrayedMillis;

    List<TargetInWindow> targets = List.of();
    final List<String> reasons = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<Drift> drift = new ArrayList<>();

    WindowProgress(WindowSpec order) {
        holder = order.holder();
        parameters = order.parameters();
        hasBody = order.hasBody();
        requestedMillis = order.parameters().skewWindow().toMillis();
    }

    /** What a journal remembers, less the targets. */
    WindowProgress(WindowState state, Holder holder) {
        this(new WindowSpec(holder, state.parameters(), state.hasBody()));
        phase = state.phase();
        cause = state.cause();
        pauseStarted = state.times().pauseStarted();
        pauseCompleted = state.times().pauseCompleted();
        verifiedUntil = state.times().verifiedUntil();
        unpauseStarted = state.times().unpauseStarted();
        unpauseCompleted = state.times().unpauseCompleted();
        requestedMillis = state.times().requestedMillis();
        lastProven = state.lastProven();
        bodyReturned = state.bodyReturned();
        clockOffset = state.clockOffset();
        reasons.addAll(state.reasons());
        warnings.addAll(state.warnings());
        drift.addAll(state.drift());
    }

    /** The offset as it may have been at any time in the window; null if it was not measured. */
    ClockOffset worstClockOffset() {
        return clockOffset == null
                ? null
                : new ClockOffset(clockOffset.millis(), clockOffset.uncertaintyMillis() + clockStrayedMillis);
    }

    WindowTimes times() {
        return new WindowTimes(
                pauseStarted, pauseCompleted, verifiedUntil, unpauseStarted, unpauseCompleted, requestedMillis);
    }

    /** Notes drift of the window as a whole, once per kind. */
    boolean note(Drift one) {
        if (drift.stream().anyMatch(other -> other.kind() == one.kind())) {
            return false;
        }
        drift.add(one);
        return true;
    }

    /** Why it was closed, as the first thing that a reader should know. */
    String whyClosed() {
        if (!reasons.isEmpty()) {
            return reasons.get(0);
        }
        return allDrift().isEmpty()
                ? "scalarUnpause came, or its block ended."
                : Sentences.of(allDrift().get(0).detail());
    }

    /** Notes a warning, once. */
    boolean warn(String sentence) {
        return !warnings.contains(sentence) && warnings.add(sentence);
    }

    List<Drift> allDrift() {
        List<Drift> all = new ArrayList<>(drift);
        targets.forEach(target -> all.addAll(target.drift()));
        return all;
    }

    WindowState state() {
        return new WindowState(
                holder,
                // After a crash from now on, pods may be open because we opened them.
                phase == WindowState.Phase.OPEN && endsAt != null ? WindowState.Phase.CLOSING : phase,
                parameters,
                hasBody,
                bodyReturned,
                times(),
                lastProven,
                worstClockOffset(),
                cause,
                reasons,
                warnings,
                drift,
                targets.stream()
                        .map(target -> new WindowState.TargetState(
                                target.target(),
                                target.before(),
                                target.watchedUntil(),
                                target.gates().stream()
                                        .map(gate -> new WindowState.PodState(
                                                gate.pause().name(), gate.recorded()))
                                        .toList(),
                                target.drift(),
                                target.podsAfter(),
                                target.isLeased()))
                        .toList());
    }

    /** Makes the record: judges the clocks, then the window, then its end. */
    WindowRecord record() {
        judgeClocks();
        boolean proven =
                pauseCompleted != null && verifiedUntil != null && allDrift().isEmpty();
        Verdict verdict = verdict(proven);
        if (cause == WindowState.Cause.REQUESTED && proven && !lastedLongEnough()) {
            reasons.add("The window was closed after " + times().durationMillis()
                    + " ms, and awaitSkewWindow had asked for " + requestedMillis
                    + " ms of it: let that end before scalarUnpause, or before the block ends.");
        }
        allDrift().forEach(one -> reasons.add(sentence(one)));
        return new WindowRecord(
                holder.window(),
                verdict,
                proven,
                hasBody ? bodyReturned : null,
                verdict == Verdict.CONSISTENT ? List.of() : reasons,
                warnings,
                times(),
                worstClockOffset(),
                drift,
                targets.stream().map(TargetInWindow::recorded).toList());
    }

    private boolean lastedLongEnough() {
        Long lasted = times().durationMillis();
        return lasted != null && lasted >= requestedMillis;
    }

    private Verdict verdict(boolean proven) {
        if (cause == WindowState.Cause.ABORT || cause == WindowState.Cause.LIMIT) {
            return Verdict.ABORTED;
        }
        if (pauseCompleted != null && !proven) {
            return Verdict.INCONSISTENT;
        }
        boolean ended = cause == WindowState.Cause.REQUESTED && unpauseCompleted != null && lastedLongEnough();
        return proven && ended ? Verdict.CONSISTENT : Verdict.FAILED;
    }

    /**
     * Compares the measured clock offset with what the restore point tolerates. It fails a window that lasted as long as
     * was asked for; one that was cut short, or that nobody asked to outlast a skew, only goes without a restore point.
     */
    private void judgeClocks() {
        ClockOffset offset = worstClockOffset();
        Long duration = times().durationMillis();
        if (duration == null || offset == null) {
            if (pauseCompleted != null && offset == null) {
                warn("The controller's clock could not be measured against the API server's, so no restore point is"
                        + " recommended: what the window's times are by another clock is not known.");
            }
            return;
        }
        Long tolerated = RestorePoint.inside(times()).toleratedClockSkewMillis();
        if (tolerated == null || offset.worstMillis() <= tolerated) {
            return;
        }
        String detail = "the controller's clock differs from the API server's by " + offset.millis() + " ms (± "
                + offset.uncertaintyMillis() + " ms), the window tolerates " + tolerated
                + " ms; set the clocks right, or use a skewWindow of at least " + RestorePoint.neededFor(offset)
                + " s";
        if (requestedMillis > 0 && duration >= requestedMillis) {
            note(new Drift(DriftKind.CLOCK_STEPPED, null, null, verifiedUntil, Drift.SeenBy.AFTER, detail));
        } else {
            warn("No restore point is recommended: " + detail + ".");
        }
    }

    private static String sentence(Drift one) {
        return one.kind() + ": " + Sentences.of(Sentences.capitalized(one.detail()));
    }
}
