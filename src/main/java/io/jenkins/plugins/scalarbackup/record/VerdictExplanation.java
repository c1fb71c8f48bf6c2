package io.jenkins.plugins.scalarbackup.record;

/** What a verdict means for whoever wants to restore. */
public final class VerdictExplanation {
    private VerdictExplanation() {}

    /**
     * A sentence that goes on after the verdict and a colon.
     *
     * @param verdict the name of a {@link io.jenkins.plugins.scalarbackup.model.Verdict}
     * @param proven whether the window is proven
     */
    public static String of(String verdict, boolean proven) {
        return switch (verdict) {
            case "CONSISTENT" -> "no transaction that writes was in flight in this window; it can be restored to.";
            case "INCONSISTENT" ->
                "do not restore to this window; that no transaction that writes was in flight in it can't be"
                        + " proven.";
            case "FAILED" ->
                proven
                        ? "the window itself is proven and can be restored to, but what ran in it failed."
                        : "no pause was reached; there is nothing to restore to.";
            case "ABORTED" ->
                proven
                        ? "it was interrupted, but the window itself is proven and can be restored to."
                        : "it was interrupted; there is nothing to restore to.";
            default -> proven ? "the window is proven and can be restored to." : "there is nothing to restore to.";
        };
    }
}
