package io.jenkins.plugins.scalarbackup.record;

import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The build that a window belongs to: the record's {@code build}.
 *
 * @param job the job's full name, {@code backup/nightly}
 * @param number the build's number
 * @param url the build's URL; null if the controller does not know its own
 * @param attempt the number of the step's attempt, from 1
 */
@ExportedBean(defaultVisibility = 999)
public record BuildFacts(
        @Exported String job,
        @Exported long number,
        @Exported String url,
        @Exported int attempt) {
    /** Returns {@code backup/nightly #42}. */
    public String named() {
        return named(job, number);
    }

    static String named(String job, long number) {
        return job + " #" + number;
    }
}
