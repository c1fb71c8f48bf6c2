package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jvnet.localizer.Localizable;

/** Explains what a verdict means for a restore. */
public final class VerdictExplanation {
    private VerdictExplanation() {}

    /** Returns the explanation in English, the language of record and log. */
    static String of(BuildRecord record) {
        return of(record, Locale.ENGLISH);
    }

    /**
     * Returns a sentence that follows the verdict and a colon.
     *
     * @param record the record; one without a verdict was truncated, and nothing in it is trusted
     * @param language the reader's language
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

    /** Returns what failed although the window is proven; there may be several failures. */
    private static String failure(BuildRecord record, Locale language) {
        List<Localizable> failures = new ArrayList<>();
        if (Boolean.FALSE.equals(record.bodyCompleted())) {
            failures.add(Messages._VerdictExplanation_BlockFailed());
        }
        List<String> paused = stillPaused(record);
        if (!paused.isEmpty()) {
            failures.add(Messages._VerdictExplanation_StillPaused(paused.size(), String.join(", ", paused)));
        }
        // Neither, for example if the window was closed earlier than requested. The reasons explain it.
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
