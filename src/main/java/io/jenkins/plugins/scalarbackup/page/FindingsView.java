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
 * What was learned of a window since its record was written, as pages and the remote API show it.
 *
 * @param restorable whether it can be restored; null as long as a database was not asked
 * @param restorableSince since when that is known; null unless it can
 * @param restorableUntil when that ends; null where that is not known
 * @param tested when its last restore was verified; null where none was
 * @param testVerdict what the verifier said then; null as above
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

    /** Of a window's findings, the oldest first. */
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

    /** {@code no}, or {@code since …} and {@code until …}, for a line each; empty where it is not known. */
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

    /** The verifier's verdict and when it said so, for a line each; empty where no restore was tested. */
    public List<String> testedLines() {
        return tested == null ? List.of() : List.of(testVerdict, Times.toMinutes(tested));
    }

    /** The same in one line; null where it is not known. */
    public String restorableInWords() {
        return restorableLines().isEmpty() ? null : String.join(" ", restorableLines());
    }

    /** {@code SOUND, 2026-11-22 10:05 UTC}; null where no restore was tested. */
    public String testedInWords() {
        return testedLines().isEmpty() ? null : String.join(", ", testedLines());
    }

    /** {@code restorable since …; restore tested: SOUND, …}; null where nothing is known. */
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
