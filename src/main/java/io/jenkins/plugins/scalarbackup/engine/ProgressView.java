package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A window's state so far, for its phases to read. Only the window itself writes it. */
interface ProgressView {
    Holder holder();

    WindowParameters parameters();

    WindowState.Phase phase();

    default boolean is(WindowState.Phase phase) {
        return phase() == phase;
    }

    Instant pauseStarted();

    Instant pauseCompleted();

    Instant unpauseStarted();

    /** Returns when the last poll was sent to which every pod answered that it is paused; null before the first. */
    Instant lastProven();

    long requestedMillis();

    /** Returns when the window ends; null until shortly before. */
    Instant endsAt();

    /** The largest offset that our clock may have had during the window; null if it was not measured. */
    ClockOffset worstClockOffset();

    /** The measurements of the databases' clocks, each with its largest uncertainty during the window. */
    DatabaseClocks databaseClocks();

    List<TargetInWindow> targets();

    /** Drift of the window as a whole. */
    List<Drift> drift();

    /** Drift of the window as a whole, then of each target. */
    default List<Drift> allDrift() {
        List<Drift> all = new ArrayList<>(drift());
        targets().forEach(target -> all.addAll(target.drift()));
        return all;
    }

    /** The errors so far, as text. */
    List<String> reasons();

    /** Returns why it was closed, for the beginning of a message. */
    default String whyClosed() {
        if (!reasons().isEmpty()) {
            return reasons().get(0);
        }
        return allDrift().isEmpty()
                ? "scalarUnpause came, or its block ended."
                : Sentences.of(allDrift().get(0).detail());
    }

    /** The state for the journal. */
    WindowState state();

    /** The state at the first Pause, written before it for the case of a crash. */
    WindowState intent(Instant pauseStarted);
}
