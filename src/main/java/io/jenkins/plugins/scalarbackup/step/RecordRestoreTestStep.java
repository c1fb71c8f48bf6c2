package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.keeper.Findings;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.RestoreReport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Records with a window that it was restored somewhere, and how the verifier judged the result. */
public class RecordRestoreTestStep extends Step {
    private static final String REPORT = "restore-verification.json";

    private Object window;
    private String report = REPORT;
    private boolean failOnUnsound = true;

    @DataBoundConstructor
    public RecordRestoreTestStep() {
        // All parameters have a default.
    }

    /** Returns the record, or its ID; null for this build's own window. */
    public Object getWindow() {
        return window instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : window;
    }

    @DataBoundSetter
    public void setWindow(Object window) {
        this.window = window instanceof CharSequence text ? Util.fixEmptyAndTrim(text.toString()) : window;
    }

    public String getReport() {
        return report;
    }

    @DataBoundSetter
    public void setReport(String report) {
        String path = Util.fixEmptyAndTrim(report);
        this.report = path == null ? REPORT : path;
    }

    public boolean isFailOnUnsound() {
        return failOnUnsound;
    }

    @DataBoundSetter
    public void setFailOnUnsound(Boolean failOnUnsound) {
        this.failOnUnsound = failOnUnsound == null || failOnUnsound;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, window != null, NamedWindow.idIn(window), report, failOnUnsound);
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;

        private final boolean windowGiven;
        private final String window;
        private final String report;
        private final boolean failOnUnsound;
        /** The step's result, once the finding is stored, so that it is not stored twice after a restart. */
        private volatile HashMap<String, Object> kept;

        Execution(StepContext context, boolean windowGiven, String window, String report, boolean failOnUnsound) {
            super(context);
            this.windowGiven = windowGiven;
            this.window = window;
            this.report = report;
            this.failOnUnsound = failOnUnsound;
        }

        @Override
        public boolean start() throws Exception {
            try {
                NamedWindow.check(windowGiven, window);
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            inBackground(this::record);
            return false;
        }

        private void record() throws Exception {
            NamedWindow found = NamedWindow.find(getContext(), run(), window);
            Finding.RestoreTest test = read(found);
            Run<?, ?> run = run();
            Finding finding = Finding.of(found.id(), Instant.now(), Findings.foundBy(run), test);
            if (!WindowKeeper.get().findings().store(run, listener(), finding, this::log)) {
                throw new RefusedException("The restore test of window " + found.id() + " is " + test.verdict()
                        + ", but that could be noted nowhere: neither below JENKINS_HOME nor as an artifact. Free some space, or"
                        + " fix the permissions, and run the step again.");
            }
            log("Restore test of window " + found.id() + ": " + test.verdict() + "."
                    + (test.reasons().isEmpty() ? "" : " " + String.join(" ", test.reasons())));
            kept = finding.asMap();
            getContext().saveState();
            end(kept);
        }

        private Finding.RestoreTest read(NamedWindow found) throws RefusedException, IOException, InterruptedException {
            FilePath workspace = getContext().get(FilePath.class);
            if (workspace == null) {
                throw new RefusedException("report is \"" + Sentences.within(report)
                        + "\", a file in the workspace, but this step runs outside node. Put it inside node.");
            }
            String named = "report \"" + Sentences.within(report) + "\"";
            FilePath file = workspace.child(report);
            try {
                if (!file.exists()) {
                    throw new RefusedException(named + " is not there: there is no file " + file.getRemote()
                            + " on the agent. Give what the verifier was given as --out.");
                }
                if (file.isDirectory()) {
                    throw new RefusedException(
                            named + " is a directory, but must be the file that the verifier wrote.");
                }
                try (InputStream content = file.read()) {
                    return RestoreReport.read(content, named, found.record());
                }
            } catch (IOException failure) {
                throw new RefusedException(
                        named + " can't be read on the agent: " + Sentences.of(Sentences.saidBy(failure)), failure);
            }
        }

        private void end(Map<String, Object> map) {
            if (Finding.RestoreTest.SOUND.equals(map.get("verdict")) || !failOnUnsound) {
                getContext().onSuccess(new LinkedHashMap<>(map));
                return;
            }
            List<String> reasons = new ArrayList<>();
            if (map.get("reasons") instanceof List<?> list) {
                list.forEach(reason -> reasons.add(String.valueOf(reason)));
            }
            fail(StepFailures.withoutTrace(new AbortException("The restore of window " + map.get("window") + " is "
                    + map.get("verdict") + ". " + String.join(" ", reasons))));
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            fail(cause);
        }

        @Override
        public void onResume() {
            inBackground(() -> {
                if (kept == null) {
                    record();
                } else {
                    end(kept);
                }
            });
        }

        @Override
        public String getStatus() {
            return "noting the restore test";
        }
    }

    @Extension
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "recordRestoreTest";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.RecordRestoreTestStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckWindow(@QueryParameter String value) {
            String id = Util.fixEmptyAndTrim(value);
            return FieldRule.validate(() -> NamedWindow.check(id != null, id));
        }
    }
}
