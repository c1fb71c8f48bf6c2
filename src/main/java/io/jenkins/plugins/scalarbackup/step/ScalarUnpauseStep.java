package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Closes this build's open pause; with target parameters, unpauses pods that something else left paused. */
public class ScalarUnpauseStep extends TargetStep {
    private Object pause;
    private boolean failOnDrift = true;
    private boolean force;

    @DataBoundConstructor
    public ScalarUnpauseStep() {
        // Without parameters, it closes the only open pause.
    }

    /** Returns the Map that {@code scalarPause} returned, or its {@code id}. */
    public Object getPause() {
        return pause;
    }

    @DataBoundSetter
    public void setPause(Object pause) {
        this.pause = pause;
    }

    public boolean isFailOnDrift() {
        return failOnDrift;
    }

    @DataBoundSetter
    public void setFailOnDrift(Boolean failOnDrift) {
        this.failOnDrift = failOnDrift == null || failOnDrift;
    }

    public boolean isForce() {
        return force;
    }

    @DataBoundSetter
    public void setForce(Boolean force) {
        this.force = Boolean.TRUE.equals(force);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, targetParameters(), pauseId(), pause != null, failOnDrift, force);
    }

    private String pauseId() {
        Object id = pause instanceof Map<?, ?> map ? map.get("id") : pause;
        return id instanceof CharSequence text && !text.toString().isBlank() ? text.toString() : null;
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;

        private final TargetParameters targets;
        private final String pauseId;
        private final boolean pauseGiven;
        private final boolean failOnDrift;
        private final boolean force;
        private String closing;

        Execution(
                StepContext context,
                TargetParameters targets,
                String pauseId,
                boolean pauseGiven,
                boolean failOnDrift,
                boolean force) {
            super(context);
            this.targets = targets;
            this.pauseId = pauseId;
            this.pauseGiven = pauseGiven;
            this.failOnDrift = failOnDrift;
            this.force = force;
        }

        @Override
        public boolean start() throws Exception {
            try {
                check();
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            if (targets.hasSelection()) {
                inBackground(this::rescue);
            } else {
                whenAdopted(this::close);
            }
            return false;
        }

        private void check() throws RefusedException {
            if (pauseGiven && pauseId == null) {
                throw new RefusedException("pause must be what scalarPause returned, or its id.");
            }
            if (targets.hasSelection()) {
                if (pauseGiven) {
                    throw new RefusedException("pause is given, and targets too. Give pause to close this build's own"
                            + " pause, or targets to open pods that something else left paused.");
                }
                targets.check();
            } else if (targets.step.firstGiven() != null) {
                throw new RefusedException(targets.step.firstGiven() + " is given, but no pods: it is for pods that"
                        + " something else left paused. Give release, selector, deployment or targets as well, or leave it"
                        + " out to close this build's own pause.");
            } else if (force) {
                throw new RefusedException("force is for pods that something else left paused: give release, selector,"
                        + " deployment or targets as well.");
            }
        }

        private void close() throws Exception {
            ManagedWindow open = pauseToClose();
            if (open == null) {
                return;
            }
            closing = open.id();
            getContext().saveState();
            open.logTo(listener());
            open.close();
            follow(open);
        }

        /**
         * Ends the step with the result of the pause that was closed before, if there is one. A second call, for
         * example in {@code post}, finds nothing to close; the first one already reported the verdict.
         */
        private boolean endAsClosedBefore() throws Exception {
            Optional<EndedWindow> before = EndedWindow.closed(run());
            before.ifPresent(ended -> {
                log("Nothing is open: pause " + ended.record().get("id") + " was closed already, and its record says "
                        + ended.verdict() + ".");
                getContext().onSuccess(ended.record());
            });
            return before.isPresent();
        }

        /** Returns null if it was closed before, and the step has ended with that. */
        private ManagedWindow pauseToClose() throws Exception {
            List<ManagedWindow> all = WindowKeeper.get().windows().pausesOf(run());
            List<ManagedWindow> closable =
                    all.stream().filter(open -> !open.isOfBlock()).toList();
            if (pauseId != null) {
                return closable.stream()
                        .filter(open -> open.id().equals(pauseId))
                        .findFirst()
                        .orElseThrow(() -> new RefusedException(
                                all.stream().anyMatch(open -> open.id().equals(pauseId))
                                        ? "Pause " + pauseId
                                                + " is a window of consistentBackup, which closes it itself."
                                        : "This build has no open pause " + Sentences.within(pauseId) + "; "
                                                + named(closable) + "."));
            }
            if (closable.size() > 1) {
                throw new RefusedException("Several pauses of this build are open (" + named(closable)
                        + "). Say which one with pause: what scalarPause returned.");
            }
            if (closable.isEmpty()) {
                if (endAsClosedBefore()) {
                    return null;
                }
                throw new RefusedException("This build has no open pause. To open pods that something else left paused,"
                        + " name them: scalarUnpause(release: '…').");
            }
            return closable.get(0);
        }

        private static String named(List<ManagedWindow> open) {
            return open.isEmpty()
                    ? "none is open"
                    : "open: " + open.stream().map(ManagedWindow::id).collect(Collectors.joining(", "));
        }

        private void follow(ManagedWindow open) {
            when(open.recordFiles(), report -> {
                detachLog(open);
                WindowKeeper.get().windows().recordTaken(open);
                end(EndedWindow.of(report), open);
            });
        }

        /**
         * @param closed the window; null if it was lost in a restart of the controller
         */
        private void end(EndedWindow window, ManagedWindow closed) {
            boolean tolerated = window.verdict() == Verdict.INCONSISTENT && !failOnDrift;
            if (window.verdict() == Verdict.CONSISTENT || tolerated) {
                getContext().onSuccess(window.record());
            } else {
                AbortException failure = StepFailures.withoutTrace(new AbortException(window.sentence()));
                boolean aborted = closed != null && window.verdict() == Verdict.ABORTED;
                fail(aborted ? StepFailures.interruptionOr(closed, failure) : failure);
            }
        }

        private void rescue() throws Exception {
            when(WindowKeeper.get().rescue(run(), listener(), targets.check().resolve(getContext()), force), opened -> {
                log(
                        opened.isEmpty()
                                ? "No pod was paused."
                                : "Unpaused by the rescue: " + String.join(", ", opened) + ".");
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("unpaused", new ArrayList<>(opened));
                getContext().onSuccess(result);
            });
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            // The keeper unpauses the pods and can't be stopped; only this step ends.
            WindowKeeper.get().windows().find(String.valueOf(closing)).ifPresent(this::detachLog);
            fail(cause);
        }

        @Override
        public void onResume() {
            whenAdopted(() -> {
                if (targets.hasSelection()) {
                    rescue();
                } else if (closing == null) {
                    close();
                } else {
                    Optional<ManagedWindow> kept = WindowKeeper.get().windows().find(closing);
                    if (kept.isPresent()) {
                        kept.get().logTo(listener());
                        kept.get().close();
                        follow(kept.get());
                    } else {
                        end(
                                EndedWindow.recorded(closing)
                                        .orElseThrow(() -> new RefusedException("The controller was restarted while"
                                                + " pause " + closing
                                                + " was being closed, and it has neither the pause"
                                                + " nor its record any more.")),
                                null);
                    }
                }
            });
        }

        @Override
        public String getStatus() {
            return "unpausing and verifying";
        }
    }

    @Extension
    public static class DescriptorImpl extends TargetStepDescriptor {
        @Override
        public String getFunctionName() {
            return "scalarUnpause";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.ScalarUnpauseStep_DisplayName();
        }
    }
}
