package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.ExpectationForm;
import io.jenkins.plugins.scalarbackup.config.WindowForm;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WindowRequest;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.record.RecordJson;
import io.jenkins.plugins.scalarbackup.record.RecordedPause;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Pauses all pods of all targets at once, all or nothing. */
public class ScalarPauseStep extends WindowStep {
    @DataBoundConstructor
    public ScalarPauseStep() {
        // All parameters are optional; TargetParameters checks their combination.
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, targetParameters(), windowSettings());
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;

        private final TargetParameters targets;
        private final WindowSettings window;
        private String windowId;
        private volatile Throwable interruption;
        private transient volatile ManagedWindow pause;

        Execution(StepContext context, TargetParameters targets, WindowSettings window) {
            super(context);
            this.targets = targets;
            this.window = window;
        }

        @Override
        public boolean start() throws Exception {
            try {
                targets.check();
                window.check(false);
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            inBackground(this::open);
            return false;
        }

        private void open() throws Exception {
            ManagedWindow opening = WindowKeeper.get()
                    .open(new WindowRequest(
                            run(),
                            listener(),
                            targets.check().resolve(getContext()),
                            window.check(false),
                            false,
                            1,
                            List.of(),
                            false,
                            window.expectation()));
            synchronized (this) {
                pause = opening;
                windowId = opening.id();
                if (interruption != null) {
                    opening.abort(StepFailures.stopReason(interruption));
                }
            }
            getContext().saveState();
            follow(opening);
        }

        private void follow(ManagedWindow opening) {
            opening.opened().whenComplete((times, failure) -> {
                if (failure == null) {
                    detachLog(opening);
                    getContext().onSuccess(asMap(opening));
                }
            });
            // If the pause fails, the step ends once everything is unpaused again and the record is stored.
            opening.recordFiles()
                    .whenComplete((report, failure) -> inBackground(() -> {
                        if (opening.times() == null && !opening.hasOutlivedItsBuild()) {
                            detachLog(opening);
                            WindowKeeper.get().windows().recordTaken(opening);
                            opening.opened()
                                    .whenComplete((times, why) -> fail(
                                            interruption != null
                                                    ? interruption
                                                    : StepFailures.interruptionOr(opening, why)));
                        }
                    }));
        }

        private static Map<String, Object> asMap(ManagedWindow opened) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("id", opened.id());
            map.put("pauseStarted", Times.iso(opened.times().pauseStarted()));
            map.put("pauseCompleted", Times.iso(opened.times().pauseCompleted()));
            map.put(
                    "pods",
                    RecordJson.list(
                            opened.podPauses().stream().map(RecordedPause::of).toList()));
            return map;
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            ManagedWindow open;
            synchronized (this) {
                interruption = cause;
                open = pause;
            }
            if (open != null) {
                open.abort(StepFailures.stopReason(cause));
            }
        }

        @Override
        public void onResume() {
            whenAdopted(() -> {
                Optional<ManagedWindow> kept = windowId == null
                        ? Optional.empty()
                        : WindowKeeper.get().windows().find(windowId);
                if (kept.isEmpty()) {
                    fail(new AbortException(
                            "The controller was restarted before anything was paused. Run the build again."));
                    return;
                }
                kept.get().logTo(listener());
                pause = kept.get();
                follow(kept.get());
            });
        }

        @Override
        public String getStatus() {
            return "preparing and pausing";
        }

        @Override
        public boolean blocksRestart() {
            ManagedWindow open = pause;
            return open != null && open.isOpen();
        }
    }

    @Extension
    public static class DescriptorImpl extends TargetStepDescriptor implements WindowForm, ExpectationForm {
        @Override
        public String getFunctionName() {
            return "scalarPause";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.ScalarPauseStep_DisplayName();
        }

        /** Ignores the length of the window, which depends on the steps between pause and unpause. */
        @POST
        public FormValidation doCheckMaxOutage(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String maxPauseWait) {
            return WindowForm.checkMaxOutage(item, value, maxPauseWait, null, 0);
        }

        /** Returns the advisories' titles by ID, for the form. */
        public Map<String, String> getAdvisoryTitles() {
            return Advisories.titles();
        }
    }
}
