package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.Jobs;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A finding, as pages and the remote API show it, with the keys of {@code consistent-backup-findings.json}.
 *
 * @param kind the name of a {@link Finding.Kind}
 * @param found the time of the finding
 * @param job the job whose build made it
 * @param number the number of that build
 * @param database the database that was asked; null for a restore test
 * @param point the moment to restore to; null as above
 * @param latest the last known latest restorable time; null if no answer was understood
 * @param earliest the earliest restorable time; null if the answer had none
 * @param expires the time until which the moment can be restored; null if unknown
 * @param reason why it is not restorable; null if it is
 * @param verdict the verdict of a restore test; else null
 * @param reasons the verifier's reasons
 * @param verified the time the verifier ran; null if not reported
 * @param figures the verifier's counts
 */
@ExportedBean(defaultVisibility = 3)
public record FindingView(
        @Exported String kind,
        @Exported String found,
        String job,
        Long number,
        @Exported String database,
        @Exported String point,
        @Exported String latest,
        @Exported String earliest,
        @Exported String expires,
        @Exported String reason,
        @Exported String verdict,
        @Exported List<String> reasons,
        @Exported String verified,
        @Exported Map<String, Long> figures) {

    static FindingView of(Finding finding) {
        Restorability restorability = finding.restorability();
        Finding.RestoreTest test = finding.test();
        return new FindingView(
                finding.kind().name(),
                finding.found(),
                finding.build().job(),
                finding.build().number(),
                restorability == null ? null : restorability.database(),
                restorability == null ? null : restorability.point(),
                restorability == null ? null : restorability.latest(),
                restorability == null ? null : restorability.earliest(),
                restorability == null ? null : restorability.expires(),
                restorability == null ? null : restorability.reason(),
                test == null ? null : test.verdict(),
                test == null ? List.of() : test.reasons(),
                test == null ? null : test.verified(),
                test == null ? Map.of() : test.figures());
    }

    /** Returns the full name of the job whose build made it; null if the reader may not know of that job. */
    @Exported
    @Override
    public String job() {
        return mayBeNamed() ? job : null;
    }

    /** Returns the number of that build; null likewise. */
    @Exported
    @Override
    public Long number() {
        return mayBeNamed() ? number : null;
    }

    /** Whoever may read the window's job may not know of the one that rehearses the restore. */
    private boolean mayBeNamed() {
        return new ReadableRecords().mayRead(job);
    }

    /** Returns {@code backup/rehearsal #7}; null if the reader may not know of that job. */
    public String build() {
        return mayBeNamed() ? job + " #" + number : null;
    }

    /**
     * Returns the build's address relative to Jenkins' root URL; null if it is gone, or the reader may not know of it.
     */
    public String buildUrl() {
        Job<?, ?> parent = Jobs.named(job);
        Run<?, ?> build = parent == null ? null : parent.getBuildByNumber(number.intValue());
        // A new job may have the same name; its builds began later.
        return build == null
                        || build.getStartTimeInMillis() > Instant.parse(found).toEpochMilli()
                ? null
                : parent.getUrl() + number + "/";
    }

    /** Returns the finding as a short text. */
    public String what() {
        return switch (Finding.Kind.valueOf(kind)) {
            case RESTORABLE -> Messages.FindingView_Restorable(database);
            case NOT_RESTORABLE -> Messages.FindingView_NotRestorable(database);
            case RESTORE_TESTED -> Messages.FindingsView_Tested(verdict);
        };
    }

    /** Returns the rest of the finding as text. */
    public String detail() {
        return switch (Finding.Kind.valueOf(kind)) {
            case RESTORABLE ->
                Messages.FindingView_To(point, latest)
                        + (earliest == null ? "" : Messages.FindingView_Earliest(earliest))
                        + (expires == null ? "" : Messages.FindingView_Until(expires));
            case NOT_RESTORABLE -> reason;
            case RESTORE_TESTED -> String.join(" ", reasons);
        };
    }

    /** Returns {@code records 1200000, torn 0}; empty if there are none. */
    public String counts() {
        return figures.entrySet().stream()
                .map(figure -> figure.getKey() + " " + figure.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Returns the name of Jenkins' symbol for it. */
    public String icon() {
        boolean good = kind.equals(Finding.Kind.RESTORABLE.name()) || Finding.RestoreTest.SOUND.equals(verdict);
        return good ? "symbol-status-blue" : "symbol-status-red";
    }
}
