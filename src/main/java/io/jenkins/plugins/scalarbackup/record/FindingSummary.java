package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.record.Finding.Kind;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import io.jenkins.plugins.scalarbackup.record.Finding.RestoreTest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The conclusion from a window's findings: whether it can be restored, since when and until when, and how its last
 * restore test ended. For each database, the last finding counts.
 *
 * @param databases the conclusion for each database that was asked
 * @param restorable whether the window can be restored; null until each database that matters was asked
 * @param since the time since which it is known to be restorable; null unless it is
 * @param until the time until which it is restorable; null if unknown, or if it is not restorable
 * @param lastTest the last restore test; null if there was none
 */
public record FindingSummary(
        List<OfDatabase> databases, Boolean restorable, String since, String until, Finding lastTest) {
    private static final FindingSummary NONE = new FindingSummary(List.of(), null, null, null, null);

    public FindingSummary {
        databases = List.copyOf(databases);
    }

    /**
     * The conclusion for one database.
     *
     * @param last the last finding on it
     * @param since the time since which no finding contradicts that it is restorable; null if it is not
     * @param expired whether it was restorable, and is no longer
     */
    public record OfDatabase(Finding last, String since, boolean expired) {
        /** Returns whether, by its findings, it can be restored now. */
        public boolean isRestorable() {
            return since != null && !expired;
        }
    }

    /** Summarizes a window's findings, given the oldest first. */
    public static FindingSummary of(List<Finding> findings, Instant now) {
        if (findings.isEmpty()) {
            // Most windows have none, and there may be thousands of windows.
            return NONE;
        }
        Map<String, OfDatabase> databases = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        Finding lastTest = null;
        for (Finding finding : findings) {
            if (finding.kind() == Kind.RESTORE_TESTED) {
                lastTest = finding;
                continue;
            }
            Restorability restorability = finding.restorability();
            required.addAll(restorability.windowDatabases());
            OfDatabase before = databases.get(restorability.database());
            boolean restorable = finding.kind() == Kind.RESTORABLE;
            String since =
                    !restorable ? null : before == null || before.since() == null ? finding.found() : before.since();
            databases.put(
                    restorability.database(),
                    new OfDatabase(finding, since, restorable && isExpired(restorability.expires(), now)));
        }
        // A database that is only ever copied inside the window has no moment to reach.
        required.removeIf(database -> !Database.isRestoredToAMoment(database));
        List<OfDatabase> known = new ArrayList<>(databases.values());
        boolean denied = known.stream().anyMatch(one -> !one.isRestorable());
        boolean all = !known.isEmpty() && databases.keySet().containsAll(required);
        Boolean restorable = denied ? Boolean.FALSE : all ? Boolean.TRUE : null;
        return new FindingSummary(
                known,
                restorable,
                Boolean.TRUE.equals(restorable) ? latestSince(known) : null,
                Boolean.TRUE.equals(restorable) ? earliestExpiry(known) : null,
                lastTest);
    }

    private static String latestSince(List<OfDatabase> known) {
        return known.stream()
                .map(OfDatabase::since)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String earliestExpiry(List<OfDatabase> known) {
        return known.stream()
                .map(one -> one.last().restorability().expires())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static boolean isExpired(String expires, Instant now) {
        try {
            return expires != null && !Instant.parse(expires).isAfter(now);
        } catch (DateTimeException none) {
            return false;
        }
    }

    /** Returns the last restore test's result; null if there was none. */
    public RestoreTest test() {
        return lastTest == null ? null : lastTest.test();
    }
}
