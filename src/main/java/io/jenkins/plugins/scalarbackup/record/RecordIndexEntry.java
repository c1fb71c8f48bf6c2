package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * An entry of the record store's index, with these names as keys. It has what pages with many records show, so that
 * they need not read the records.
 *
 * @param id the window's ID
 * @param job the job's current full name, which differs from the record's if it was renamed or moved
 * @param jobDeleted whether that job was deleted since; another job may have its name now
 * @param number the build's number
 * @param attempt the number of the step's attempt
 * @param verdict the verdict's name
 * @param windowProven whether databases can be restored to it
 * @param recommended the record's restore point; null if there is none
 * @param pauseStarted the time before the first Pause, in the record's format; null if none was sent
 * @param durationMillis the window's length in milliseconds; null if there was no window
 * @param outageMillis how long production was paused, in milliseconds; null if unknown
 * @param workloads the workloads that it paused, without duplicates
 * @param databases the names of its databases, without duplicates
 * @param products the products and their versions, {@code ScalarDB Cluster 3.14.0}, without duplicates
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
        workloads = RecordJson.copied(workloads).stream()
                .filter(RecordedWorkload::isNamed)
                .toList();
        databases = RecordJson.copied(databases);
        products = RecordJson.copied(products);
        expectation = expectation == null ? Expectation.NONE : expectation.withoutInvalid();
    }

    /** Creates the entry of a record; null if it lacks essential keys. */
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

    /** Returns whether an entry read from the index has all required values. */
    boolean isComplete() {
        return id != null && job != null && verdict != null;
    }

    /** Returns whether it belongs to the job that has this name now. */
    boolean isOf(String fullName) {
        return !jobDeleted && job.equals(fullName);
    }

    /** Returns a copy with the job's new name. */
    RecordIndexEntry of(String newJob) {
        return of(newJob, jobDeleted);
    }

    /** Returns a copy that marks the job as deleted. */
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
