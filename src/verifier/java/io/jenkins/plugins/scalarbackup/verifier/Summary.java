package io.jenkins.plugins.scalarbackup.verifier;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Renders the report for a person at the terminal. */
final class Summary {
    private static final int OFFENDERS = 10;

    private Summary() {}

    static void print(Map<String, Object> report, Path file, PrintStream out) {
        Map<?, ?> window = (Map<?, ?>) report.get("window");
        out.println(report.get("verdict") + "  window " + window.get("id") + ", closed " + window.get("pauseCompleted")
                + " to " + window.get("verifiedUntil"));
        ((Map<?, ?>) window.get("byDatabase"))
                .forEach((database, time) -> out.println(
                        "By the own clock of " + database + ", which was measured, that is to be restored to " + time));
        list(report, "reasons").forEach(reason -> out.println("  - " + reason));
        for (Object database : list(report, "databases")) {
            Map<?, ?> map = (Map<?, ?>) database;
            out.println("Database " + map.get("name") + ": " + map.get("records") + " records in " + map.get("tables")
                    + " tables, " + map.get("proven") + " proven by the coordinator, newest commit "
                    + map.get("newestCommit"));
        }
        List<?> offenders = list(report, "offenders");
        offenders.stream().limit(OFFENDERS).forEach(offender -> {
            Map<?, ?> map = (Map<?, ?>) offender;
            out.println(
                    "  " + map.get("check") + " " + map.get("table") + " " + map.get("key") + ": " + map.get("detail"));
        });
        long more = offenders.size() + (Long) report.get("offendersNotListed") - OFFENDERS;
        if (more > 0) {
            out.println("  and " + more + " more");
        }
        out.println("What was not seen, or only explained:");
        for (Object spot : list(report, "blindSpots")) {
            Map<?, ?> map = (Map<?, ?>) spot;
            out.println("  - " + (map.get("count") == null ? "" : map.get("count") + ": ") + map.get("text"));
        }
        out.println("Report: " + file);
    }

    private static List<?> list(Map<String, Object> report, String name) {
        return (List<?>) report.get(name);
    }
}
