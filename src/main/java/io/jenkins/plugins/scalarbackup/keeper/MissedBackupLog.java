package io.jenkins.plugins.scalarbackup.keeper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Creates the log lines about missed backups: one when something becomes overdue, and one with the reason when it no
 * longer is. They are not repeated in between.
 */
final class MissedBackupLog {
    /** The kinds of backups that the last line called overdue, by workload. */
    private final Map<String, List<String>> logged = new HashMap<>();

    /**
     * A log line.
     *
     * @param isWarning whether backups are missed, so that somebody has to act
     */
    record Line(boolean isWarning, String text) {}

    /** Returns the lines that are new since the last call. */
    List<Line> newLines(List<WorkloadBackups> all, Instant now) {
        Map<String, WorkloadBackups> missed = all.stream()
                .filter(WorkloadBackups::isMissed)
                .collect(Collectors.toMap(MissedBackupLog::key, backups -> backups, (backups, same) -> backups));
        Map<String, WorkloadBackups> known = all.stream()
                .collect(Collectors.toMap(MissedBackupLog::key, backups -> backups, (backups, same) -> backups));
        List<Line> lines = new ArrayList<>();
        missed.forEach((key, backups) -> {
            List<String> kinds = backups.overdue().stream()
                    .map(overdue -> overdue.kind().name())
                    .toList();
            if (!kinds.equals(logged.put(key, kinds))) {
                lines.add(new Line(
                        true,
                        key + ": "
                                + backups.overdue().stream()
                                        .map(overdue -> overdue.inWords(now))
                                        .collect(Collectors.joining(" "))
                                + " Look at the job " + backups.job() + "."));
            }
        });
        logged.keySet().removeIf(key -> {
            if (missed.containsKey(key)) {
                return false;
            }
            lines.add(new Line(false, key + ": nothing is overdue any more, since " + why(known.get(key)) + "."));
            return true;
        });
        return lines;
    }

    private static String key(WorkloadBackups backups) {
        return backups.named() + (backups.cluster() == null ? "" : " of " + backups.cluster());
    }

    private static String why(WorkloadBackups backups) {
        if (backups == null) {
            return "there is no record of it any more";
        }
        if (backups.silentBecause() != null) {
            return backups.silentBecause() + " (" + backups.job() + ")";
        }
        return backups.expected().isNone()
                ? "its latest record, of " + backups.job() + ", expects nothing"
                : "there is a newer window, or its latest record, of " + backups.job() + ", expects less";
    }
}
