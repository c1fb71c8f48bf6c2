package io.jenkins.plugins.scalarbackup.record;

/**
 * Whose window it was.
 *
 * @param job the job's full name, {@code backup/nightly}
 * @param number the build's number
 * @param url the build's URL; null where the controller does not know its own
 * @param attempt which attempt of the step this window was, from 1
 */
public record BuildFacts(String job, long number, String url, int attempt) {
    /** {@code backup/nightly #42}. */
    public String named() {
        return named(job, number);
    }

    /** {@code backup/nightly #42}. */
    static String named(String job, long number) {
        return job + " #" + number;
    }
}
