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
            RecordStore store = WindowKeeper.get().store().orElseThrow();
            List<RecordIndexEntry> windows = windows(store);
            Instant now = Instant.now();
            RecordIndexEntry unreadable = null;
            for (RecordIndexEntry window : windows) {
                if (window.windowProven() && (!restorable || isRestorable(store, window, now))) {
                    Optional<Map<String, Object>> record = record(store, window);
                    if (record.isPresent()) {
                        log("Window " + named(window) + " is the newest that is proven"
                                + (restorable ? " and known to be restorable." : "."));
                        getContext().onSuccess(record.get());
                        return;
                    }
                    unreadable = window;
                    log("The record of window " + named(window) + " can't be read. An older one is looked for.");
                }
            }
            throw new RefusedException(noneBecause(windows, unreadable));
        }

        private List<RecordIndexEntry> windows(RecordStore store) throws Exception {
            ReadableJobs jobs = ReadableJobs.of(getContext(), run());
            return jobs.candidates(job).stream()
                    .filter(jobs::mayRead)
                    // A job of this folder is meant even if only one of this name at the root has windows.
                    .filter(name -> jobs.exists(name) || !store.ofJob(name, 1).isEmpty())
                    .findFirst()
                    .map(name -> store.ofJob(name, Integer.MAX_VALUE))
                    .filter(records -> !records.isEmpty())
                    // The same message for a job without windows and one that may not be read.
                    .orElseThrow(() -> new RefusedException("job is \"" + Sentences.within(job)
                            + "\", but there is no window of such a job that this build may read: " + jobs.inWords()
                            + "."));
        }

        private static String named(RecordIndexEntry window) {
            return window.id() + " of " + window.job() + " #" + window.number();
        }

        private String noneBecause(List<RecordIndexEntry> windows, RecordIndexEntry unreadable) {
            String job = windows.get(0).job();
            if (unreadable != null) {
                return "The record of window " + named(unreadable)
                        + " can't be read, and there is no older one to restore to. The controller's log says why.";
            }
            return restorable && windows.stream().anyMatch(RecordIndexEntry::windowProven)
                    ? "No window of " + job + " is known to be restorable. A window is when awaitRestorable found it so"
                            + " for each of its databases, and it has not expired."
                    : "No window of " + job + " is proven: there is nothing to restore to.";
        }

        private static boolean isRestorable(RecordStore store, RecordIndexEntry window, Instant now) {
            return Boolean.TRUE.equals(
                    FindingSummary.of(store.findings().of(window.id()), now).restorable());
        }

        private static Optional<Map<String, Object>> record(RecordStore store, RecordIndexEntry window) {
            try {
                Optional<Map<String, Object>> record = store.read(window.id());
                if (record.isEmpty()) {
                    LOGGER.log(Level.WARNING, "The record of window {0} is missing: its file is gone", window.id());
                }
                return record;
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
