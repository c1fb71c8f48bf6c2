package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.List;

/** What a verdict means for whoever wants to restore. */
public final class VerdictExplanation {
    private VerdictExplanation() {}

    /**
     * A sentence that goes on after the verdict and a colon.
     *
     * @param record the record; one without a verdict was cut short, and nothing in it is trusted
     */
    public static String of(BuildRecord record) {
        boolean proven = record.windowProven() && record.verdict() != null;
        String verdict = record.verdict() == null ? "" : record.verdict();
        return switch (verdict) {
            case "CONSISTENT" -> "no transaction that writes was in flight in this window; it can be restored to.";
            case "INCONSISTENT" ->
                "do not restore to this window; that no transaction that writes was in flight in it can't be"
                        + " proven.";
            case "FAILED" ->
                proven
                        ? "the window itself is proven and can be restored to, but " + failure(record) + "."
                        : "no pause was reached; there is nothing to restore to.";
            case "ABORTED" ->
                proven
                        ? "it was interrupted, but the window itself is proven and can be restored to."
                        : "it was interrupted; there is nothing to restore to.";
            default -> proven ? "the window is proven and can be restored to." : "there is nothing to restore to.";
        };
    }

    /** What failed though the window is proven: more than one thing may have. */
    private static String failure(BuildRecord record) {
        List<String> failures = new ArrayList<>();
        if (Boolean.FALSE.equals(record.bodyCompleted())) {
            failures.add("what ran in it failed");
        }
        List<String> paused = stillPaused(record);
        if (!paused.isEmpty()) {
            failures.add((paused.size() == 1 ? "a pod was" : paused.size() + " pods were")
                    + " not seen open again when it ended: " + String.join(", ", paused));
        }
        // Neither: a window that was closed before it had lasted as long as was asked for, say. The reasons have it.
        return failures.isEmpty() ? "it did not end as it should have" : String.join(", and ", failures);
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
