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

/** What a window has come to know so far, for its phases to read. Only the window itself writes it. */
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

    /** Until when the last poll saw every pod closed; null before the first. */
    Instant lastProven();

    long requestedMillis();

    /** From shortly before its end on: when it ends. */
    Instant endsAt();

    /** The offset of our clock as it may have been at any time in the window; null if it was not measured. */
    ClockOffset worstClockOffset();

    /** What was measured of the databases' clocks, each as uncertain as it may have been at any time in the window. */
    DatabaseClocks databaseClocks();

    List<TargetInWindow> targets();

    /** Drift of the window as a whole. */
    List<Drift> drift();

    /** The same, then that of each target. */
    default List<Drift> allDrift() {
        List<Drift> all = new ArrayList<>(drift());
        targets().forEach(target -> all.addAll(target.drift()));
        return all;
    }

    /** What went wrong so far, for people. */
    List<String> reasons();

    /** Why it was closed, as the first thing that a reader should know. */
    default String whyClosed() {
        if (!reasons().isEmpty()) {
            return reasons().get(0);
        }
        return allDrift().isEmpty()
                ? "scalarUnpause came, or its block ended."
                : Sentences.of(allDrift().get(0).detail());
    }

    /** What a journal's entry says of it. */
    WindowState state();

    /** The same as it will be when the first Pause is sent, for whoever finds it after a crash. */
    WindowState intent(Instant pauseStarted);
}
