package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A window's state so far, from which journal entry, verdict and record are made. The phases read it as
 * {@link ProgressView}; only the window itself writes it.
 */
final class WindowProgress implements ProgressView {
    private final Holder holder;
    private final WindowParameters parameters;
    private final boolean hasBody;

    private WindowState.Phase phase = WindowState.Phase.PREPARING;
    private WindowState.Cause cause;
    private Instant pauseStarted;
    private Instant pauseCompleted;
    private Instant verifiedUntil;
    private Instant unpauseStarted;
    private Instant unpauseCompleted;
    private Instant lastProven;
    private long requestedMillis;
    private boolean bodyReturned;
    /** Whether watchdogs cover the window; null while unknown, and if none is searched for. */
    private WatchdogCoverage watchdog;

    private Instant endsAt;
    private final ClockReadings clocks = new ClockReadings();
    private List<TargetInWindow> targets = List.of();
    private final List<String> reasons = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Drift> drift = new ArrayList<>();

    WindowProgress(WindowSpec spec) {
        holder = spec.holder();
        parameters = spec.parameters();
        hasBody = spec.hasBody();
        requestedMillis = parameters.skewWindow().toMillis();
    }

    /** Restores it from the journal, without the targets. */
    WindowProgress(WindowState state, Holder holder) {
        this(new WindowSpec(holder, state.parameters(), state.hasBody()));
        phase = WindowEvent.ADOPTED.after(state.phase());
        cause = state.cause();
        pauseStarted = state.times().pauseStarted();
        pauseCompleted = state.times().pauseCompleted();
        verifiedUntil = state.times().verifiedUntil();
        unpauseStarted = state.times().unpauseStarted();
        unpauseCompleted = state.times().unpauseCompleted();
        requestedMillis = state.times().requestedMillis();
        lastProven = state.lastProven();
        bodyReturned = state.bodyReturned();
        clocks.remember(state.clockOffset(), state.databaseClocks());
        watchdog = state.watchdog();
        reasons.addAll(state.reasons());
        warnings.addAll(state.warnings());
        drift.addAll(state.drift());
    }

    @Override
    public Holder holder() {
        return holder;
    }

    @Override
    public WindowParameters parameters() {
        return parameters;
    }

    boolean hasBody() {
        return hasBody;
    }

    @Override
    public WindowState.Phase phase() {
        return phase;
    }

    /** The one place in which a window's phase changes. */
    void on(WindowEvent event) {
        phase = event.after(phase);
    }

    WindowState.Cause cause() {
        return cause;
    }

    /** Returns whether it was closed as requested by its caller or the end of its block. */
    boolean isClosedByCaller() {
        return cause == WindowState.Cause.REQUESTED || cause == WindowState.Cause.BODY_THREW;
    }

    /** Notes why it is closed. The last call counts: what cuts the closing check short comes after what began it. */
    void closedBy(WindowState.Cause cause, String reason) {
        this.cause = cause;
        if (reason != null) {
            reasons.add(reason);
        }
    }

    @Override
    public Instant pauseStarted() {
        return pauseStarted;
    }

    void setPauseStarted(Instant at) {
        pauseStarted = at;
    }

    @Override
    public Instant pauseCompleted() {
        return pauseCompleted;
    }

    void setPauseCompleted(Instant at) {
        pauseCompleted = at;
    }

    Instant verifiedUntil() {
        return verifiedUntil;
    }

    /** Sets the end of the proven window; null if unknown. */
    void setVerifiedUntil(Instant until) {
        verifiedUntil = until;
    }

    @Override
    public Instant unpauseStarted() {
        return unpauseStarted;
    }

    /** Only the first call counts, in any start of the controller. */
    void setUnpauseStarted(Instant at) {
        unpauseStarted = unpauseStarted == null ? at : unpauseStarted;
    }

    Instant unpauseCompleted() {
        return unpauseCompleted;
    }

    /** Only the first call counts, in any start of the controller. */
    void setUnpauseCompleted(Instant at) {
        unpauseCompleted = unpauseCompleted == null ? at : unpauseCompleted;
    }

    /** Discards the closing check of an earlier start, because it is repeated. */
    void repeatClosing() {
        verifiedUntil = null;
        unpauseStarted = null;
        cause = cause == null ? WindowState.Cause.REQUESTED : cause;
    }

    @Override
    public Instant lastProven() {
        return lastProven;
    }

    void setLastProven(Instant until) {
        lastProven = until;
    }

    @Override
    public long requestedMillis() {
        return requestedMillis;
    }

    void setRequestedMillis(long millis) {
        requestedMillis = millis;
    }

    void setWatchdog(WatchdogCoverage coverage) {
        watchdog = coverage;
    }

    WatchdogCoverage watchdog() {
        return watchdog;
    }

    boolean hasBodyReturned() {
        return bodyReturned;
    }

    void bodyReturned() {
        bodyReturned = true;
    }

    @Override
    public Instant endsAt() {
        return endsAt;
    }

    void setEndsAt(Instant end) {
        endsAt = end;
    }

    /** The measured clocks. */
    ClockReadings clocks() {
        return clocks;
    }

    @Override
    public ClockOffset worstClockOffset() {
        return clocks.worstOffset();
    }

    @Override
    public DatabaseClocks databaseClocks() {
        return clocks.databases();
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

    @Override
    public List<Drift> drift() {
        return drift;
    }

    @Override
    public List<String> reasons() {
        return reasons;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Notes a warning, once. */
    boolean warn(String sentence) {
        return !warnings.contains(sentence) && warnings.add(sentence);
    }

    @Override
    public List<TargetInWindow> targets() {
        return targets;
    }

    void setTargets(List<TargetInWindow> prepared) {
        targets = prepared;
    }

    @Override
    public WindowState state() {
        // After a crash from now on, pods may be unpaused because we unpaused them.
        boolean closes = phase == WindowState.Phase.OPEN && endsAt != null;
        return state(closes ? WindowState.Phase.CLOSING : phase, times());
    }

    @Override
    public WindowState intent(Instant pausesFrom) {
        return state(
                WindowState.Phase.PAUSING,
                new WindowTimes(
                        pausesFrom, pauseCompleted, verifiedUntil, unpauseStarted, unpauseCompleted, requestedMillis));
    }

    private WindowState state(WindowState.Phase shown, WindowTimes times) {
        return new WindowState(
                holder,
                shown,
                parameters,
                hasBody,
                bodyReturned,
                times,
                lastProven,
                worstClockOffset(),
                cause,
                reasons,
                warnings,
                drift,
                targets.stream().map(TargetInWindow::state).toList(),
                databaseClocks(),
                watchdog);
    }
}
