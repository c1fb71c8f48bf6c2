package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.FindingSummary;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Returns the record of a job's newest window that can be restored to, for a pipeline that rehearses the restore. */
public class LatestRestorePointStep extends Step {
    private String job;
    private boolean restorable;

    @DataBoundConstructor
    public LatestRestorePointStep() {
        // The job is required, which is checked when the step runs.
    }

    public String getJob() {
        return job;
    }

    @DataBoundSetter
    public void setJob(String job) {
        this.job = Util.fixEmptyAndTrim(job);
    }

    public boolean isRestorable() {
        return restorable;
    }

    @DataBoundSetter
    public void setRestorable(Boolean restorable) {
        this.restorable = Boolean.TRUE.equals(restorable);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, job, restorable);
    }

    static void checkJob(String job) throws RefusedException {
        if (job == null) {
            throw new RefusedException(
                    "job is not given: say whose windows are meant, by name from this job's own folder, such as"
                            + " job: 'nightly', or from the root, such as job: '/backup/nightly'.");
        }
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;
        private static final Logger LOGGER = Logger.getLogger(LatestRestorePointStep.class.getName());

        private final String job;
        private final boolean restorable;

        Execution(StepContext context, String job, boolean restorable) {
            super(context);
            this.job = job;
            this.restorable = restorable;
        }

        @Override
        public boolean start() throws Exception {
            try {
                checkJob(job);
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            inBackground(this::find);
            return false;
        }

        private void find() throws Exception {
            RecordStore store = WindowKeeper.get().recording().store();
            ReadableJobs jobs = ReadableJobs.of(getContext(), run());
            List<RecordIndexEntry> windows = jobs.candidates(job).stream()
                    .filter(jobs::mayRead)
                    .map(name -> store.ofJob(name, Integer.MAX_VALUE))
                    .filter(records -> !records.isEmpty())
                    .findFirst()
                    // The same message for a job without windows and one that may not be read.
                    .orElseThrow(() -> new RefusedException("job is \"" + Sentences.within(job)
                            + "\", but there is no window of such a job that this build may read: " + jobs.inWords()
                            + "."));
            Instant now = Instant.now();
            for (RecordIndexEntry window : windows) {
                if (window.windowProven() && (!restorable || isRestorable(store, window, now))) {
                    Optional<Map<String, Object>> record = record(store, window);
                    if (record.isPresent()) {
                        log("Window " + window.id() + " of " + window.job() + " #" + window.number()
                                + " is the newest that is proven"
                                + (restorable ? " and known to be restorable." : "."));
                        getContext().onSuccess(record.get());
                        return;
                    }
                }
            }
            throw new RefusedException(
                    windows.stream().anyMatch(RecordIndexEntry::windowProven) && restorable
                            ? "No window of " + windows.get(0).job() + " is known to be restorable. A window is when"
                                    + " awaitRestorable found it so for each of its databases, and it has not expired."
                            : "No window of " + windows.get(0).job() + " is proven: there is nothing to restore to.");
        }

        private static boolean isRestorable(RecordStore store, RecordIndexEntry window, Instant now) {
            return Boolean.TRUE.equals(
                    FindingSummary.of(store.findings().of(window.id()), now).restorable());
        }

        private static Optional<Map<String, Object>> record(RecordStore store, RecordIndexEntry window) {
            try {
                return store.read(window.id());
            } catch (IOException unreadable) {
                LOGGER.log(Level.WARNING, unreadable, () -> "The record of window " + window.id() + " can't be read");
                return Optional.empty();
            }
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            fail(cause);
        }

        @Override
        public void onResume() {
            inBackground(this::find);
        }

        @Override
        public String getStatus() {
            return "looking for the newest restore point";
        }
    }

    @Extension
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "latestRestorePoint";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.LatestRestorePointStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckJob(@QueryParameter String value) {
            return FieldRule.validate(() -> checkJob(Util.fixEmptyAndTrim(value)));
        }
    }
}
