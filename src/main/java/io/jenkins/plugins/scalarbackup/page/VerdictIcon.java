package io.jenkins.plugins.scalarbackup.page;

/** Jenkins' own symbols for verdicts; each has a shape of its own besides its colour. */
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
