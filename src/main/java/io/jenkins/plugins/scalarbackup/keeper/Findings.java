package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.FindingArtifact;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Stores what builds learn about recorded windows: below JENKINS_HOME beside the record, then as an artifact of the
 * build.
 */
public final class Findings {
    private static final Logger LOGGER = Logger.getLogger(Findings.class.getName());

    private final Executor blocking;

    Findings(Executor blocking) {
        this.blocking = blocking;
    }

    /** Returns the build that found something, as stored in a finding. */
    public static Finding.FoundBy foundBy(Run<?, ?> run) {
        String root = Jenkins.get().getRootUrl();
        return new Finding.FoundBy(
                run.getParent().getFullName(), run.getNumber(), root == null ? null : root + run.getUrl());
    }

    /**
     * Stores a finding. Blocks for a bounded time. If one part fails, that is reported and the other is still done.
     *
     * @param log receives a message about each failure
     * @return whether it was stored anywhere
     */
    public boolean store(Run<?, ?> run, TaskListener listener, Finding finding, Consumer<String> log) {
        boolean stored = within("was not written below JENKINS_HOME", log, () -> {
            WindowKeeper.get().store().orElseThrow().findings().append(finding);
            return true;
        });
        boolean archived =
                within("was not archived", log, () -> FindingArtifact.add(run, listener, finding) || isGone(log));
        return stored || archived;
    }

    private static boolean isGone(Consumer<String> log) {
        log.accept("WARNING: what was found was not archived: the build is gone.");
        return false;
    }

    private boolean within(String what, Consumer<String> log, Callable<Boolean> call) {
        try {
            return new BoundedCall(blocking).within(RecordPublisher.ARCHIVE_TIMEOUT, new CompletableFuture<>(), call);
        } catch (BoundedCall.TimedOutException | ExecutionException | RuntimeException failure) {
            Throwable cause = Failures.cause(failure);
            LOGGER.log(Level.WARNING, "A finding " + what, cause);
            log.accept("WARNING: what was found " + what + ": " + cause);
            return false;
        }
    }
}
