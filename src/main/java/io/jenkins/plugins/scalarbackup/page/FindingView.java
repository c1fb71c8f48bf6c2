package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One finding as pages and the remote API show it, under the names of {@code consistent-backup-findings.json}.
 *
 * @param kind the name of a {@link Finding.Kind}
 * @param found when
 * @param job the job whose build found it
 * @param number that build's number
 * @param database which was asked; null of a restore test
 * @param point the moment it was asked for; null as above
 * @param latest its latest restorable time as seen last; null where none was understood
 * @param earliest its earliest one; null where it did not say
 * @param expires until when the moment can be restored; null where that is not known
 * @param reason why it is not restorable; null where it is
 * @param verdict of a restore test; else null
 * @param reasons the verifier's
 * @param verified when the verifier ran; null where it did not say
 * @param figures what the verifier counted
 */
@ExportedBean(defaultVisibility = 3)
public record FindingView(
        @Exported String kind,
        @Exported String found,
        @Exported String job,
        @Exported long number,
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

    /** {@code backup/rehearsal #7}. */
    public String build() {
        return job + " #" + number;
    }

    /** The build's place below the root, if it is there and the reader may know it; else null. */
    public String buildUrl() {
        Job<?, ?> parent = Jenkins.get().getItemByFullName(job, Job.class);
        Run<?, ?> build = parent == null ? null : parent.getBuildByNumber((int) number);
        // A job may have been made anew under the name: its builds began later.
        return build == null
                        || build.getStartTimeInMillis() > Instant.parse(found).toEpochMilli()
                ? null
                : parent.getUrl() + number + "/";
    }

    /** What it is, for people. */
    public String what() {
        return switch (Finding.Kind.valueOf(kind)) {
            case RESTORABLE -> Messages.FindingView_Restorable(database);
            case NOT_RESTORABLE -> Messages.FindingView_NotRestorable(database);
            case RESTORE_TESTED -> Messages.FindingsView_Tested(verdict);
        };
    }

    /** The rest of it, for people. */
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

    /** {@code records 1200000, torn 0}; empty where there are none. */
    public String counts() {
        return figures.entrySet().stream()
                .map(figure -> figure.getKey() + " " + figure.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Jenkins' symbol for it. */
    public String icon() {
        boolean good = kind.equals(Finding.Kind.RESTORABLE.name()) || Finding.RestoreTest.SOUND.equals(verdict);
        return good ? "symbol-status-blue" : "symbol-status-red";
    }
}
