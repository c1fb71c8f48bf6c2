package io.jenkins.plugins.scalarbackup.record;

import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Whose window it was: the record's {@code build}.
 *
 * @param job the job's full name, {@code backup/nightly}
 * @param number the build's number
 * @param url the build's URL; null where the controller does not know its own
 * @param attempt which attempt of the step this window was, from 1
 */
@ExportedBean(defaultVisibility = 999)
public record BuildFacts(
        @Exported String job,
        @Exported long number,
        @Exported String url,
        @Exported int attempt) {
    /** {@code backup/nightly #42}. */
    public String named() {
        return named(job, number);
    }

    /** {@code backup/nightly #42}. */
    static String named(String job, long number) {
        return job + " #" + number;
    }
}
