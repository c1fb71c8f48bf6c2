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
 * What a window's findings come to: whether it can be restored, since when and until when, and how its last restore test
 * ended. The last word on each database counts.
 *
 * @param databases what is known of each database that was asked
 * @param restorable whether the window can be restored; null as long as a database was not asked that has to be
 * @param since since when it is known that it can; null unless it can
 * @param until when that ends; null where it is not known, or it can't
 * @param lastTest the last restore test; null where there was none
 */
public record FindingSummary(
        List<OfDatabase> databases, Boolean restorable, String since, String until, Finding lastTest) {
    public FindingSummary {
        databases = List.copyOf(databases);
    }

    /**
     * What is known of one database.
     *
     * @param last the last finding on it
     * @param since since when it is restorable without a contrary finding in between; null where it is not
     * @param expired whether it was restorable, and is so no longer
     */
    public record OfDatabase(Finding last, String since, boolean expired) {
        /** Whether it can be restored now, by what is known. */
        public boolean isRestorable() {
            return since != null && !expired;
        }
    }

    /** Of a window's findings, the oldest first. */
    public static FindingSummary of(List<Finding> findings, Instant now) {
        Map<String, OfDatabase> databases = new LinkedHashMap<>();
        Set<String> wanted = new LinkedHashSet<>();
        Finding lastTest = null;
        for (Finding finding : findings) {
            if (finding.kind() == Kind.RESTORE_TESTED) {
                lastTest = finding;
                continue;
            }
            Restorability restorability = finding.restorability();
            wanted.addAll(restorability.windowDatabases());
            OfDatabase before = databases.get(restorability.database());
            boolean restorable = finding.kind() == Kind.RESTORABLE;
            String since =
                    !restorable ? null : before == null || before.since() == null ? finding.found() : before.since();
            databases.put(
                    restorability.database(),
                    new OfDatabase(finding, since, restorable && isOver(restorability.expires(), now)));
        }
        // What is only ever copied inside the window has no moment to reach.
        wanted.removeIf(database -> !Database.isRestoredToAMoment(database));
        List<OfDatabase> known = new ArrayList<>(databases.values());
        boolean denied = known.stream().anyMatch(one -> !one.isRestorable());
        boolean all = !known.isEmpty() && databases.keySet().containsAll(wanted);
        Boolean restorable = denied ? Boolean.FALSE : all ? Boolean.TRUE : null;
        return new FindingSummary(
                known,
                restorable,
                Boolean.TRUE.equals(restorable) ? last(known) : null,
                Boolean.TRUE.equals(restorable) ? firstEnd(known) : null,
                lastTest);
    }

    private static String last(List<OfDatabase> known) {
        return known.stream()
                .map(OfDatabase::since)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String firstEnd(List<OfDatabase> known) {
        return known.stream()
                .map(one -> one.last().restorability().expires())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static boolean isOver(String expires, Instant now) {
        try {
            return expires != null && !Instant.parse(expires).isAfter(now);
        } catch (DateTimeException none) {
            return false;
        }
    }

    /** The last restore test's result; null where there was none. */
    public RestoreTest test() {
        return lastTest == null ? null : lastTest.test();
    }
}
