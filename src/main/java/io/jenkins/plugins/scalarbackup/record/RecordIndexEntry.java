package io.jenkins.plugins.scalarbackup.record;

/**
 * What the store's index keeps of a record, so that a job's page reads no records: a file's entry, under these names.
 *
 * @param id the window's ID
 * @param job the job's full name, which is another than in the record where it was renamed or moved
 * @param number the build's number
 * @param attempt which attempt of its step it was
 * @param verdict the verdict's name
 * @param windowProven whether it can be restored to
 * @param recommended the restore point as the record has it; null when there is none
 * @param pauseStarted when the first Pause was sent, as the record has it; null when none was
 * @param durationMillis how long the window lasted; null when there was none
 * @param outageMillis how long production was paused; null when that is not known
 */
public record RecordIndexEntry(
        String id,
        String job,
        long number,
        long attempt,
        String verdict,
        boolean windowProven,
        String recommended,
        String pauseStarted,
        Long durationMillis,
        Long outageMillis) {

    /** From a record; null where that is none. */
    static RecordIndexEntry of(BuildRecord record) {
        BuildFacts build = record.build();
        if (record.id() == null || record.verdict() == null || build == null || build.job() == null) {
            return null;
        }
        return new RecordIndexEntry(
                record.id(),
                build.job(),
                build.number(),
                Math.max(1, build.attempt()),
                record.verdict(),
                record.windowProven(),
                record.restore().recommended(),
                record.window().pauseStarted(),
                record.window().durationMillis(),
                record.window().outageMillis());
    }

    /** Whether an entry of the index has all that one needs. */
    boolean isWhole() {
        return id != null && job != null && verdict != null;
    }

    /** The same of the job's new name. */
    RecordIndexEntry of(String newJob) {
        return new RecordIndexEntry(
                id,
                newJob,
                number,
                attempt,
                verdict,
                windowProven,
                recommended,
                pauseStarted,
                durationMillis,
                outageMillis);
    }
}
