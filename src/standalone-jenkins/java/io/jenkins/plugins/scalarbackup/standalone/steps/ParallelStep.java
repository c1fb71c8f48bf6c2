package io.jenkins.plugins.scalarbackup.standalone.steps;

import groovy.lang.Closure;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.standalone.cps.EmbeddedStepContext;
import io.jenkins.plugins.scalarbackup.standalone.cps.StepCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** {@code parallel}: runs branches in parallel; fails with the most serious failure once all have ended. */
final class ParallelStep extends Step {
    private final Map<String, Closure<?>> branches;
    private final boolean failFast;

    private ParallelStep(Map<String, Closure<?>> branches, boolean failFast) {
        this.branches = branches;
        this.failFast = failFast;
    }

    static StepDescriptor descriptor() {
        return new Parallel();
    }

    private static final class Parallel extends BuiltIn implements StepCalls.MakesItself {
        Parallel() {
            super(ParallelStep.class, "parallel", false, Set.of(TaskListener.class), Set.of());
        }

        @Override
        public Step make(Map<String, Object> arguments) {
            Map<String, Closure<?>> branches = new LinkedHashMap<>();
            boolean failFast = false;
            for (Map.Entry<String, Object> each : arguments.entrySet()) {
                if (each.getValue() instanceof Closure<?> branch) {
                    branches.put(each.getKey(), branch);
                } else if (each.getKey().equals("failFast") && each.getValue() instanceof Boolean fast) {
                    failFast = fast;
                } else {
                    throw new IllegalArgumentException(
                            "Expected a closure or failFast but found " + each.getKey() + "=" + each.getValue());
                }
            }
            return new ParallelStep(branches, failFast);
        }
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Branches(context, this);
    }

    private static final class Branches extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final transient ParallelStep step;
        private final transient List<BodyExecution> bodies = new ArrayList<>();
        private final transient Map<String, Object> results = new LinkedHashMap<>();
        private final transient Set<Throwable> failures = new LinkedHashSet<>();
        private transient int running;
        private transient boolean stopSent;

        Branches(StepContext context, ParallelStep step) {
            super(context);
            this.step = step;
        }

        @Override
        public boolean start() throws Exception {
            EmbeddedStepContext context = (EmbeddedStepContext) getContext();
            if (step.branches.isEmpty()) {
                context.get(TaskListener.class).getLogger().println("No branches to run");
                context.onSuccess(Map.of());
                return true;
            }
            running = step.branches.size();
            step.branches.forEach((name, branch) -> bodies.add(context.newBodyInvoker(branch)
                    .withDisplayName("Branch: " + name)
                    .withCallback(new Branch(this, name))
                    .start()));
            return false;
        }

        @Override
        public void stop(Throwable cause) {
            bodies.forEach(body -> body.cancel(cause));
        }

        void ended(String name, boolean failed) {
            running--;
            if (running > 0) {
                if (failed && step.failFast && !stopSent) {
                    stopSent = true;
                    stop(new FlowInterruptedException(Result.ABORTED, true, new FailFast(name)));
                }
                return;
            }
            if (failures.isEmpty()) {
                getContext().onSuccess(results);
                return;
            }
            List<Throwable> gravestFirst = new ArrayList<>(failures);
            if (!step.failFast) {
                gravestFirst.sort((a, b) -> Integer.compare(gravity(b), gravity(a)));
            }
            Throwable gravest = gravestFirst.get(0);
            gravestFirst.stream().skip(1).forEach(gravest::addSuppressed);
            getContext().onFailure(gravest);
        }

        private static int gravity(Throwable t) {
            if (t instanceof FlowInterruptedException interrupted) {
                return interrupted.getResult().isWorseThan(Result.FAILURE) ? 1 : 0;
            }
            return t instanceof AbortException ? 2 : 3;
        }
    }

    private static final class Branch extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final Branches all;
        private final String name;

        Branch(Branches all, String name) {
            this.all = all;
            this.name = name;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            all.results.put(name, result);
            all.ended(name, false);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            try {
                context.get(TaskListener.class).getLogger().println("Failed in branch " + name);
            } catch (Exception e) {
                t.addSuppressed(e);
            }
            all.failures.add(t);
            all.ended(name, true);
        }
    }

    private static final class FailFast extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String branch;

        FailFast(String branch) {
            this.branch = branch;
        }

        @Override
        public String getShortDescription() {
            return "Failed in branch " + branch;
        }
    }
}
