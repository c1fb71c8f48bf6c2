package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.scalarbackup.engine.PodComparison;
import io.jenkins.plugins.scalarbackup.engine.Readiness;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WindowRequest;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProductVersions;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.record.RecordJson;
import io.jenkins.plugins.scalarbackup.record.RecordedDrift;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Takes a snapshot of the targets' pods, and compares it with an earlier one. */
public class VerifyPodsStep extends TargetStep {
    private Map<String, Object> baseline;
    private boolean failOnDrift = true;

    @DataBoundConstructor
    public VerifyPodsStep() {
        // All parameters are optional; TargetParameters checks their combination.
    }

    public Map<String, Object> getBaseline() {
        return baseline == null ? null : new LinkedHashMap<>(baseline);
    }

    @DataBoundSetter
    public void setBaseline(Map<String, Object> baseline) {
        this.baseline = baseline == null ? null : new LinkedHashMap<>(baseline);
    }

    public boolean isFailOnDrift() {
        return failOnDrift;
    }

    @DataBoundSetter
    public void setFailOnDrift(Boolean failOnDrift) {
        this.failOnDrift = failOnDrift == null || failOnDrift;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(
                context, targetParameters(), baseline == null ? null : new HashMap<>(baseline), failOnDrift);
    }

    static final class Execution extends BackgroundExecution {
        private static final long serialVersionUID = 1L;

        private final TargetParameters targets;
        private final HashMap<String, Object> baseline;
        private final boolean failOnDrift;

        Execution(
                StepContext context, TargetParameters targets, HashMap<String, Object> baseline, boolean failOnDrift) {
            super(context);
            this.targets = targets;
            this.baseline = baseline;
            this.failOnDrift = failOnDrift;
        }

        @Override
        public boolean start() throws Exception {
            try {
                targets.check();
            } catch (RefusedException refusal) {
                throw new AbortException(refusal.getMessage());
            }
            inBackground(this::verify);
            return false;
        }

        private void verify() throws Exception {
            List<CompletableFuture<Seen>> all = new ArrayList<>();
            for (WindowRequest.Target target : targets.check().resolve(getContext())) {
                TargetCluster cluster = WindowKeeper.get().connect(target, run());
                CompletionStage<Seen> seen = cluster.resolve()
                        .thenCompose(resolved ->
                                cluster.snapshot(resolved).thenApply(snapshot -> new Seen(resolved, snapshot)))
                        .whenComplete((done, failure) -> cluster.close());
                all.add(seen.toCompletableFuture());
            }
            when(
                    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)),
                    done -> guarded(() ->
                            compare(all.stream().map(CompletableFuture::join).toList())));
        }

        private record Seen(ResolvedTarget target, Snapshot snapshot) {}

        private void compare(List<Seen> seen) throws RefusedException {
            List<String> problems = new ArrayList<>();
            List<Drift> drift = new ArrayList<>();
            for (Seen one : seen) {
                Readiness readiness = Readiness.of(one.target(), one.snapshot());
                readiness.warnings().forEach(warning -> log("WARNING: " + warning));
                ProductVersions versions =
                        ProductVersions.of(one.target(), one.snapshot().livePods());
                // Nothing is paused here, so a version on which windows are refused doesn't fail this step.
                versions.problems(List.of()).forEach(problem -> log("WARNING: " + problem));
                versions.warnings(List.of()).forEach(warning -> log("WARNING: " + warning));
                RecordedTarget.notes(versions, Instant.now()).forEach(note -> log("Note: " + note));
                if (baseline != null) {
                    drift.addAll(new PodComparison(SnapshotMap.find(baseline, one.target()))
                            .driftOf(one.snapshot(), Instant.now(), Drift.SeenBy.BEFORE));
                }
                // With a baseline, a pod that is not ready is drift, so failOnDrift decides.
                if (baseline == null || failOnDrift) {
                    problems.addAll(readiness.problems());
                }
                log(one.target().named() + ": "
                        + Plural.count(one.snapshot().livePods().size(), "pod") + ", "
                        + (readiness.problems().isEmpty() ? "all Running, Ready and settled." : "not all are ready."));
            }
            drift.forEach(one -> log("DRIFT " + one.kind() + ": " + one.detail()));
            if (failOnDrift) {
                drift.forEach(one -> problems.add(Sentences.of(one.kind() + ": ", one.detail())));
            }
            if (problems.isEmpty()) {
                getContext().onSuccess(asMap(seen, drift));
            } else {
                fail(new AbortException(String.join("\n", problems)));
            }
        }

        private static Map<String, Object> asMap(List<Seen> seen, List<Drift> drift) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("id", "pods-" + UUID.randomUUID().toString().substring(0, 8));
            map.put("taken", Times.iso(Instant.now()));
            map.put(
                    "targets",
                    RecordJson.list(seen.stream()
                            .map(one -> SnapshotMap.of(one.target(), one.snapshot()))
                            .toList()));
            map.put(
                    "drift",
                    RecordJson.list(drift.stream().map(RecordedDrift::of).toList()));
            return map;
        }

        @Override
        public void stop(@NonNull Throwable cause) {
            fail(cause);
        }

        @Override
        public void onResume() {
            inBackground(this::verify);
        }

        @Override
        public String getStatus() {
            return "looking at the pods";
        }
    }

    @Extension
    public static class DescriptorImpl extends TargetStepDescriptor {
        @Override
        public String getFunctionName() {
            return "verifyPods";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.VerifyPodsStep_DisplayName();
        }

        @Override
        public boolean asksToPause() {
            return false;
        }
    }
}
