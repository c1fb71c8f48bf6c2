package io.jenkins.plugins.scalarbackup.page;

/** Chooses Jenkins' symbol for a verdict; they differ in shape as well as in colour. */
final class VerdictIcon {
    private VerdictIcon() {}

    static String of(String verdict, boolean proven) {
        return switch (verdict) {
            case "CONSISTENT" -> "symbol-status-blue";
            case "ABORTED" -> "symbol-status-aborted";
            case "FAILED" -> proven ? "symbol-status-yellow" : "symbol-status-red";
            default -> "symbol-status-red";
        };
    }
}
