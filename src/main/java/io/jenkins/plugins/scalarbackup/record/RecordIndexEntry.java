package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * What the store's index keeps of a record, so that pages that show many read no records: a file's entry, under these names.
 *
 * @param id the window's ID
 * @param job the job's full name, which is another than in the record where it was renamed or moved
 * @param jobDeleted whether that job was deleted since; another one may have its name by now
 * @param number the build's number
 * @param attempt which attempt of its step it was
 * @param verdict the verdict's name
 * @param windowProven whether it can be restored to
 * @param recommended the restore point as the record has it; null when there is none
 * @param pauseStarted when the first Pause was sent, as the record has it; null when none was
 * @param durationMillis how long the window lasted; null when there was none
 * @param outageMillis how long production was paused; null when that is not known
 * @param workloads what it closed, each once
 * @param databases the names of its databases, each once
 * @param products the products and their versions, {@code ScalarDB Cluster 3.14.0}, each once
 * @param expectation how often a backup of these workloads is expected
 */
public record RecordIndexEntry(
        String id,
        String job,
        boolean jobDeleted,
        long number,
        long attempt,
        String verdict,
        boolean windowProven,
        String recommended,
        String pauseStarted,
        Long durationMillis,
        Long outageMillis,
        List<RecordedWorkload> workloads,
        List<String> databases,
        List<String> products,
        Expectation expectation) {
    public RecordIndexEntry {
        workloads = RecordJson.copied(workloads);
        databases = RecordJson.copied(databases);
        products = RecordJson.copied(products);
        expectation = expectation == null ? Expectation.NONE : expectation.tidy();
    }

    /** From a record; null where that is none. */
    static RecordIndexEntry of(BuildRecord record) {
        BuildFacts build = record.build();
        if (record.id() == null || record.verdict() == null || build == null || build.job() == null) {
            return null;
        }
        return new RecordIndexEntry(
                record.id(),
                build.job(),
                false,
                build.number(),
                Math.max(1, build.attempt()),
                record.verdict(),
                record.windowProven(),
                record.restore().recommended(),
                record.window().pauseStarted(),
                record.window().durationMillis(),
                record.window().outageMillis(),
                workloads(record),
                record.restore().databases(),
                products(record),
                record.expectation());
    }

    private static List<RecordedWorkload> workloads(BuildRecord record) {
        return List.copyOf(new LinkedHashSet<>(record.targets().stream()
                .flatMap(target -> target.workloads().stream()
                        .map(workload -> new RecordedWorkload(target.cluster(), target.namespace(), workload)))
                .toList()));
    }

    private static List<String> products(BuildRecord record) {
        return record.targets().stream()
                .map(target -> target.version() == null ? target.product() : target.product() + " " + target.version())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Whether an entry of the index has all that one needs. */
    boolean isWhole() {
        return id != null && job != null && verdict != null;
    }

    /** Whether it is of the job that has this name now. */
    boolean isOf(String fullName) {
        return !jobDeleted && job.equals(fullName);
    }

    /** The same of the job's new name. */
    RecordIndexEntry of(String newJob) {
        return of(newJob, jobDeleted);
    }

    /** The same of a job that was deleted. */
    RecordIndexEntry ofDeletedJob() {
        return of(job, true);
    }

    private RecordIndexEntry of(String newJob, boolean deleted) {
        return new RecordIndexEntry(
                id,
                newJob,
                deleted,
                number,
                attempt,
                verdict,
                windowProven,
                recommended,
                pauseStarted,
                durationMillis,
                outageMillis,
                workloads,
                databases,
                products,
                expectation);
    }
}
