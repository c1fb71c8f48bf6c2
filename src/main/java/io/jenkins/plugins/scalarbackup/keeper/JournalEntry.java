package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Everything about one open pause that must outlive this process.
 *
 * @param version the version of this format; what an earlier one lacks is null
 * @param state the state of the protocol
 * @param build the window's build
 * @param targets the targets, and how to reach them again
 * @param stop the person who closed the window by hand; null if nobody did
 */
record JournalEntry(int version, WindowState state, BuildRef build, List<Target> targets, Stop stop) {
    static final int VERSION = 1;

    JournalEntry {
        targets = List.copyOf(targets);
    }

    /** Returns the same entry after the build's job was renamed or moved. */
    JournalEntry withBuild(BuildRef renamed) {
        return new JournalEntry(version, state, renamed, targets, stop);
    }

    /**
     * The build that a window belongs to.
     *
     * @param run the build's externalizable ID
     * @param job the job's full name
     * @param number the build's number
     * @param url the build's URL; null if Jenkins does not know its own
     * @param attempt the number of this attempt of the step, from 1
     * @param databases the databases whose restore the record describes
     * @param expected how often which backups of the workloads are expected; null if none are
     * @param started when the build started, in milliseconds since the epoch; null in entries of older versions
     */
    record BuildRef(
            String run,
            String job,
            long number,
            String url,
            int attempt,
            List<String> databases,
            Expectation expected,
            Long started) {
        BuildRef {
            databases = List.copyOf(databases);
            expected = expected == null || expected.isNone() ? null : expected;
        }

        /** A build without expectations. */
        BuildRef(String run, String job, long number, String url, int attempt, List<String> databases) {
            this(run, job, number, url, attempt, databases, null, null);
        }

        /** Returns the build whose step asks for a window. */
        static BuildRef of(WindowRequest request) {
            Run<?, ?> run = request.run();
            String root = Jenkins.get().getRootUrl();
            return new BuildRef(
                    run.getExternalizableId(),
                    run.getParent().getFullName(),
                    run.getNumber(),
                    root == null ? null : root + run.getUrl(),
                    request.attempt(),
                    request.databases(),
                    request.expected(),
                    run.getStartTimeInMillis());
        }

        /** Returns the same build after its job was renamed or moved. */
        BuildRef movedTo(Item renamed, @CheckForNull String rootUrl) {
            return new BuildRef(
                    renamed.getFullName() + "#" + number,
                    renamed.getFullName(),
                    number,
                    rootUrl == null ? null : rootUrl + renamed.getUrl() + number + "/",
                    attempt,
                    databases,
                    expected,
                    started);
        }

        /** Returns job and number, for people. */
        String name() {
            return job + " #" + number;
        }

        /** Looks up the build with the system's permissions; null if it is gone. */
        @CheckForNull
        Run<?, ?> findRun() {
            try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
                Run<?, ?> found = Run.fromExternalizableId(run);
                return found == null || isOfOtherBuild(found) ? null : found;
            }
        }

        /**
         * Returns whether it is a build of another job: the job may have been deleted and another one created under its
         * name, whose builds are numbered from 1 again.
         */
        private boolean isOfOtherBuild(Run<?, ?> found) {
            return started != null && found.getStartTimeInMillis() > started;
        }
    }

    /**
     * A target.
     *
     * @param selection the pods to pause
     * @param connection the settings for reaching its cluster
     */
    record Target(TargetSelection selection, ClusterConnection connection) {}

    /**
     * A person who closed the window by hand.
     *
     * @param user the person's ID
     * @param why a sentence for the record
     */
    record Stop(String user, String why) {}
}
