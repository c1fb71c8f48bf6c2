package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Keeps the window open until it is long enough to cover the clocks' skew. */
public class AwaitSkewWindowStep extends Step {
    /** A larger difference can't be one between clocks. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private int seconds = WindowParameters.DEFAULT_SKEW_WINDOW;
    private String since;

    @DataBoundConstructor
    public AwaitSkewWindowStep() {
        // Both parameters have a default.
    }

    public int getSeconds() {
        return seconds;
    }

    @DataBoundSetter
    public void setSeconds(Integer seconds) {
        this.seconds = seconds == null ? WindowParameters.DEFAULT_SKEW_WINDOW : seconds;
    }

    public String getSince() {
        return since;
    }

    @DataBoundSetter
    public void setSince(String since) {
        this.since = Util.fixEmptyAndTrim(since);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, seconds, since);
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;

        private final int seconds;
        private final String since;
        /** The step's start in milliseconds since 1970; 0 before that. */
        private long started;

        private long end;

        Execution(StepContext context, int seconds, String since) {
            super(context);
            this.seconds = seconds;
            this.since = since;
        }

        @Override
        public boolean start() throws Exception {
            try {
                checkSeconds(seconds);
                parse(since);
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            started = System.currentTimeMillis();
            whenAdopted(this::await);
            return false;
        }

        private static void checkSeconds(int seconds) throws RefusedException {
            WindowParameters.checkSeconds("seconds", seconds, 0);
        }

        private static Instant parse(String time) throws RefusedException {
            try {
                Instant instant =
                        time == null ? null : OffsetDateTime.parse(time).toInstant();
                if (instant != null && instant.isBefore(Instant.EPOCH)) {
                    throw noTimeOfThisWindow(time, "before 1970");
                }
                if (instant != null && instant.isAfter(Instant.now().plus(AHEAD))) {
                    throw noTimeOfThisWindow(time, "more than a day ahead");
                }
                return instant;
            } catch (DateTimeParseException wrong) {
                throw new RefusedException("since is \"" + Sentences.within(time)
                        + "\", but must be a time in ISO 8601 with its offset, such as"
                        + " 2026-01-31T02:00:00.000Z: what scalarPause returns as pauseCompleted.");
            }
        }

        private static RefusedException noTimeOfThisWindow(String time, String what) {
            return new RefusedException("since is " + time + ", which is " + what
                    + ", but must be a time of this window:" + " what scalarPause returns as pauseCompleted.");
        }

        private void await() throws Exception {
            List<ManagedWindow> open = WindowKeeper.get().windows().pausesOf(run());
            if (open.isEmpty()) {
                awaitAlone();
                return;
            }
            // The duration counts from the build's latest pause; all pauses must last that long.
            Instant from = since != null
                    ? parse(since)
                    : open.stream()
                            .map(pause -> pause.times().pauseCompleted())
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(null);
            CompletableFuture<?>[] held = open.stream()
                    // The first window that closes too early ends the wait, not the last.
                    .map(pause -> pause.hold(seconds, from)
                            .whenComplete((lasted, closed) -> {
                                if (closed != null) {
                                    fail(StepFailures.interruptionOr(pause, closed));
                                }
                            })
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(held).thenRun(() -> inBackground(() -> succeed(open)));
        }

        private void awaitAlone() throws RefusedException {
            Instant from = since != null ? parse(since) : Instant.ofEpochMilli(started);
            end = from.plusSeconds(seconds).toEpochMilli();
            schedule(end, () -> succeed(List.of()));
        }

        private void succeed(List<ManagedWindow> held) {
            ClockOffset offset = held.stream()
                    .map(ManagedWindow::clockOffset)
                    .filter(Objects::nonNull)
                    .max(Comparator.comparingLong(ClockOffset::worstMillis))
                    .orElse(null);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("started", Times.iso(Instant.ofEpochMilli(started)));
            result.put("ended", Times.iso(Instant.now()));
            result.put("clockOffsetMillis", offset == null ? null : offset.millis());
            getContext().onSuccess(result);
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            cancelScheduled();
            fail(cause);
        }

        @Override
        public void onResume() {
            whenAdopted(this::await);
        }

        @Override
        public String getStatus() {
            long left = Math.max(0, end - System.currentTimeMillis());
            return end == 0
                    ? "keeping the window open"
                    : "waiting " + Duration.ofMillis(left).toSeconds() + " s";
        }
    }

    @Extension
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "awaitSkewWindow";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.AwaitSkewWindowStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckSeconds(@QueryParameter String value) {
            return FieldRule.validateNumber("seconds", value, Execution::checkSeconds);
        }

        @POST
        public FormValidation doCheckSince(@QueryParameter String value) {
            return FieldRule.validate(() -> Execution.parse(Util.fixEmptyAndTrim(value)));
        }
    }
}
