package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jvnet.localizer.Localizable;

/** What a verdict means for whoever wants to restore. */
public final class VerdictExplanation {
    private VerdictExplanation() {}

    /** The same as the record and the log have it: in English, whoever reads it. */
    static String of(BuildRecord record) {
        return of(record, Locale.ENGLISH);
    }

    /**
     * A sentence that goes on after the verdict and a colon.
     *
     * @param record the record; one without a verdict was cut short, and nothing in it is trusted
     * @param language of whom it is for
     */
    public static String of(BuildRecord record, Locale language) {
        boolean proven = record.windowProven() && record.verdict() != null;
        String verdict = record.verdict() == null ? "" : record.verdict();
        Localizable explanation =
                switch (verdict) {
                    case "CONSISTENT" -> Messages._VerdictExplanation_Consistent();
                    case "INCONSISTENT" -> Messages._VerdictExplanation_Inconsistent();
                    case "FAILED" ->
                        proven
                                ? Messages._VerdictExplanation_FailedProven(failure(record, language))
                                : Messages._VerdictExplanation_Failed();
                    case "ABORTED" ->
                        proven ? Messages._VerdictExplanation_AbortedProven() : Messages._VerdictExplanation_Aborted();
                    default ->
                        proven ? Messages._VerdictExplanation_OtherProven() : Messages._VerdictExplanation_Other();
                };
        return explanation.toString(language);
    }

    /** What failed though the window is proven: more than one thing may have. */
    private static String failure(BuildRecord record, Locale language) {
        List<Localizable> failures = new ArrayList<>();
        if (Boolean.FALSE.equals(record.bodyCompleted())) {
            failures.add(Messages._VerdictExplanation_BlockFailed());
        }
        List<String> paused = stillPaused(record);
        if (!paused.isEmpty()) {
            failures.add(Messages._VerdictExplanation_StillPaused(paused.size(), String.join(", ", paused)));
        }
        // Neither: a window that was closed before it had lasted as long as was asked for, say. The reasons have it.
        return failures.stream()
                .map(one -> one.toString(language))
                .reduce((one, other) ->
                        Messages._VerdictExplanation_And(one, other).toString(language))
                .orElseGet(() -> Messages._VerdictExplanation_NotAsItShould().toString(language));
    }

    private static List<String> stillPaused(BuildRecord record) {
        return record.targets().stream()
                .flatMap(target -> target.pauses().stream())
                .filter(pause ->
                        pause.pauseSentAt() != null && pause.unpauseConfirmedAt() == null && pause.notOurs() == null)
                .map(RecordedPause::pod)
                .toList();
    }
}
