package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.FindingSummary;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The findings on a window, as pages and the remote API show them.
 *
 * @param restorable whether it can be restored; null until each database that matters was asked
 * @param restorableSince the time since which that is known; null unless it is restorable
 * @param restorableUntil the time until which it is; null if unknown
 * @param tested the time its last restore was verified; null if none was
 * @param testVerdict the verifier's verdict on it; null as above
 * @param all every finding, the newest first
 */
@ExportedBean(defaultVisibility = 3)
public record FindingsView(
        @Exported Boolean restorable,
        @Exported String restorableSince,
        @Exported String restorableUntil,
        @Exported String tested,
        @Exported String testVerdict,
        @Exported(visibility = 2) List<FindingView> all) {
    static final FindingsView NONE = of(List.of(), Instant.EPOCH);

    /** Summarizes a window's findings, given the oldest first. */
    static FindingsView of(List<Finding> findings, Instant now) {
        FindingSummary summary = FindingSummary.of(findings, now);
        List<FindingView> views =
                new ArrayList<>(findings.stream().map(FindingView::of).toList());
        Collections.reverse(views);
        return new FindingsView(
                summary.restorable(),
                summary.since(),
                summary.until(),
                summary.lastTest() == null ? null : summary.lastTest().found(),
                summary.test() == null ? null : summary.test().verdict(),
                List.copyOf(views));
    }

    /**
     * Returns {@code no}, or {@code since …} and {@code until …}, as separate lines, or that not all databases were
     * asked; empty if unknown.
     */
    public List<String> restorableLines() {
        if (restorable == null) {
            return all.stream().anyMatch(finding -> finding.database() != null)
                    ? List.of(Messages.FindingsView_NotAll())
                    : List.of();
        }
        if (!restorable) {
            return List.of(Messages.FindingsView_No());
        }
        String since = Messages.FindingsView_Since(Times.toMinutes(restorableSince));
        return restorableUntil == null
                ? List.of(since)
                : List.of(since, Messages.FindingsView_Until(Times.toMinutes(restorableUntil)));
    }

    /** Returns the verifier's verdict and its time, as separate lines; empty if no restore was tested. */
    public List<String> testedLines() {
        return tested == null ? List.of() : List.of(testVerdict, Times.toMinutes(tested));
    }

    /** Returns the same in one line; null if unknown. */
    public String restorableInWords() {
        return restorableLines().isEmpty() ? null : String.join(" ", restorableLines());
    }

    /** Returns {@code SOUND, 2026-11-22 10:05 UTC}; null if no restore was tested. */
    public String testedInWords() {
        return testedLines().isEmpty() ? null : String.join(", ", testedLines());
    }

    /** Returns {@code restorable since …; restore tested: SOUND, …}; null if there are no findings. */
    public String inWords() {
        String can = restorableInWords();
        String was = testedInWords();
        if (can == null && was == null) {
            return null;
        }
        return (can == null ? "" : Messages.FindingsView_Restorable(can))
                + (can == null || was == null ? "" : "; ")
                + (was == null ? "" : Messages.FindingsView_Tested(was));
    }
}
