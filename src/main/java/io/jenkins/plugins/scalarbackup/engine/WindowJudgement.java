package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.util.List;

/** Judges a window that has ended, and makes its record: the clocks first, then the window, then its end. */
final class WindowJudgement {
    private final WindowProgress progress;

    WindowJudgement(WindowProgress progress) {
        this.progress = progress;
    }

    /** Judges it, and notes the results as drift, reasons and warnings. */
    WindowRecord record() {
        judgeClocks();
        boolean proven = progress.pauseCompleted() != null
                && progress.verifiedUntil() != null
                && progress.allDrift().isEmpty();
        Verdict verdict = verdict(proven);
        if (progress.cause() == WindowState.Cause.REQUESTED && proven && !lastedLongEnough()) {
            progress.reasons()
                    .add("The window was closed after " + progress.times().durationMillis()
                            + " ms, and awaitSkewWindow had asked for " + progress.requestedMillis()
                            + " ms of it: let that end before scalarUnpause, or before the block ends.");
        }
        progress.allDrift().forEach(one -> progress.reasons().add(sentence(one)));
        return new WindowRecord(
                progress.holder().window(),
                verdict,
                proven,
                progress.hasBody() ? progress.hasBodyReturned() : null,
                verdict == Verdict.CONSISTENT ? List.of() : progress.reasons(),
                progress.warnings(),
                progress.times(),
                progress.worstClockOffset(),
                progress.drift(),
                progress.targets().stream().map(TargetInWindow::recorded).toList(),
                progress.databaseClocks(),
                progress.watchdog());
    }

    private boolean lastedLongEnough() {
        Long lasted = progress.times().durationMillis();
        return lasted != null && lasted >= progress.requestedMillis();
    }

    private Verdict verdict(boolean proven) {
        if (progress.cause() == WindowState.Cause.ABORT || progress.cause() == WindowState.Cause.LIMIT) {
            return Verdict.ABORTED;
        }
        if (progress.pauseCompleted() != null && !proven) {
            return Verdict.INCONSISTENT;
        }
        boolean ended = progress.cause() == WindowState.Cause.REQUESTED
                && progress.unpauseCompleted() != null
                && lastedLongEnough();
        return proven && ended ? Verdict.CONSISTENT : Verdict.FAILED;
    }

    /**
     * Compares the measured clock offset with what the restore point tolerates. A window that lasted as long as requested
     * is then unproven; one that was cut short, or had no requested duration, only lacks a restore point.
     */
    private void judgeClocks() {
        if (progress.pauseCompleted() != null && progress.verifiedUntil() != null) {
            progress.databaseClocks().own().forEach(this::judge);
        }
        ClockOffset offset = progress.worstClockOffset();
        Long duration = progress.times().durationMillis();
        if (duration == null || offset == null) {
            if (progress.pauseCompleted() != null && offset == null) {
                progress.warn(
                        "The controller's clock could not be measured against the API server's, so no restore point is"
                                + " recommended: what the window's times are by another clock is not known.");
            }
            return;
        }
        Long tolerated = RestorePoint.inside(progress.times()).toleratedClockSkewMillis();
        if (tolerated == null || offset.worstMillis() <= tolerated) {
            return;
        }
        String differs = "the controller's clock differs from the API server's by " + offset.millis() + " ms (± "
                + offset.uncertaintyMillis() + " ms), the window tolerates " + tolerated + " ms";
        if (progress.databaseClocks().areAllMeasured()) {
            progress.warn("No restore point by the controller's clock is recommended: " + differs
                    + ". The clocks of the databases were measured, and restores go by those.");
        } else {
            tooFarApart(differs + "; set the clocks right, or use a skewWindow of at least "
                    + RestorePoint.secondsNeededFor(offset) + " s");
        }
    }

    /** For a measured clock, only the uncertainty matters: its offset is compensated. */
    private void judge(DatabaseClock clock) {
        WindowTimes times = progress.times();
        Long tolerated = RestorePoint.inside(clock.byThisClock(times)).toleratedClockSkewMillis();
        long uncertainty = clock.uncertaintyIn(times);
        if (tolerated != null && uncertainty > tolerated) {
            tooFarApart("the clock of " + clock.database() + " is known to " + uncertainty
                    + " ms only, the window tolerates " + tolerated + " ms; measure it with a quicker block, or use a"
                    + " skewWindow of at least " + DatabaseClock.secondsNeededFor(uncertainty) + " s");
        }
    }

    private void tooFarApart(String detail) {
        if (progress.requestedMillis() > 0 && lastedLongEnough()) {
            progress.note(new Drift(DriftKind.CLOCK_STEPPED, progress.verifiedUntil(), Drift.SeenBy.AFTER, detail));
        } else {
            progress.warn("No restore point is recommended: " + detail + ".");
        }
    }

    private static String sentence(Drift one) {
        return one.kind() + ": " + Sentences.of(Sentences.capitalized(one.detail()));
    }
}
