package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Functions;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Steps with a block. */
final class BlockSteps {
    private BlockSteps() {}

    static List<StepDescriptor> all() {
        return List.of(
                BuiltIn.block(Stage.class, "stage"),
                BuiltIn.block(Script.class, "script"),
                BuiltIn.block(Timestamps.class, "timestamps"),
                BuiltIn.block(WithEnv.class, "withEnv"),
                BuiltIn.block(Dir.class, "dir", FilePath.class, TaskListener.class),
                BuiltIn.block(Retry.class, "retry", TaskListener.class, Run.class),
                BuiltIn.block(CatchError.class, "catchError", TaskListener.class, Run.class),
                BuiltIn.block(WarnError.class, "warnError", TaskListener.class, Run.class));
    }

    /** Formats a time span approximately like Jenkins. */
    static String span(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        } else if (millis < 60_000) {
            return millis % 1000 == 0 ? millis / 1000 + " sec" : millis / 100 / 10.0 + " sec";
        }
        return millis / 60_000 + " min " + millis / 1000 % 60 + " sec";
    }

    /** Logs a failure that does not end the build, in Jenkins' words. */
    static void tell(Throwable t, StepContext context) throws Exception {
        TaskListener listener = context.get(TaskListener.class);
        if (t instanceof AbortException) {
            listener.error(t.getMessage());
        } else if (t instanceof FlowInterruptedException interrupted) {
            interrupted.handle(context.get(Run.class), listener);
        } else {
            Functions.printStackTrace(t, listener.error("Execution failed"));
        }
    }

    /** {@code stage}: a named part of the build. */
    public static final class Stage extends Step {
        private final String name;

        @DataBoundConstructor
        public Stage(String name) {
            this.name = name;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.around(context, name, List::of);
        }
    }

    /** {@code script}: scripted code in a declarative Pipeline. */
    public static final class Script extends Step {
        @DataBoundConstructor
        public Script() {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.around(context, null, List::of);
        }
    }

    /** {@code timestamps}: has no effect, because the log here has no time stamps. */
    public static final class Timestamps extends Step {
        @DataBoundConstructor
        public Timestamps() {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.around(context, null, List::of);
        }
    }

    /** {@code withEnv}: sets environment variables. */
    public static final class WithEnv extends Step {
        private final List<String> overrides;

        @DataBoundConstructor
        public WithEnv(List<String> overrides) {
            for (String pair : overrides) {
                if (pair.indexOf('=') < 0) {
                    throw new IllegalArgumentException("missing '=' in: " + pair);
                }
            }
            this.overrides = List.copyOf(overrides);
        }

        @Override
        public StepExecution start(StepContext context) {
            Map<String, String> added = new LinkedHashMap<>();
            overrides.forEach(pair -> {
                int equals = pair.indexOf('=');
                added.put(pair.substring(0, equals), pair.substring(equals + 1));
            });
            return Executions.around(
                    context,
                    null,
                    () -> List.of(
                            EnvironmentExpander.merge(context.get(EnvironmentExpander.class), new Expanding(added))));
        }
    }

    private static final class Expanding extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;
        private final LinkedHashMap<String, String> added;

        Expanding(Map<String, String> added) {
            this.added = new LinkedHashMap<>(added);
        }

        @Override
        public void expand(hudson.EnvVars env) {
            env.overrideExpandingAll(added);
        }
    }

    /** {@code dir}: changes to another directory of the workspace. */
    public static final class Dir extends Step {
        private final String path;

        @DataBoundConstructor
        public Dir(String path) {
            this.path = path;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.around(context, null, () -> {
                FilePath dir = context.get(FilePath.class).child(path);
                context.get(TaskListener.class).getLogger().println("Running in " + dir);
                return List.of(dir);
            });
        }
    }

    /** {@code retry}: repeats the block if it fails. */
    public static final class Retry extends Step {
        private final int count;

        @DataBoundConstructor
        public Retry(int count) {
            this.count = count;
        }

        @Override
        @SuppressWarnings("serial")
        public StepExecution start(StepContext context) {
            return new StepExecution(context) {
                @Override
                public boolean start() {
                    context.newBodyInvoker().withCallback(new Retrying(count)).start();
                    return false;
                }
            };
        }
    }

    private static final class Retrying extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private int left;

        Retrying(int count) {
            left = count;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            boolean meant = t instanceof FlowInterruptedException interrupted && interrupted.isActualInterruption();
            if (--left <= 0 || meant) {
                context.onFailure(t);
                return;
            }
            try {
                tell(t, context);
                context.get(TaskListener.class).getLogger().println("Retrying");
                context.newBodyInvoker().withCallback(this).start();
            } catch (Exception e) {
                context.onFailure(e);
            }
        }
    }

    /** {@code catchError}: continues after a failure, with a worse result. */
    public static final class CatchError extends Step {
        private String message;
        private String buildResult = "FAILURE";
        private boolean catchInterruptions = true;

        @DataBoundConstructor
        public CatchError() {}

        @DataBoundSetter
        public void setMessage(String message) {
            this.message = message;
        }

        @DataBoundSetter
        public void setBuildResult(String buildResult) {
            this.buildResult = buildResult;
        }

        @DataBoundSetter
        public void setStageResult(String stageResult) {}

        @DataBoundSetter
        public void setCatchInterruptions(boolean catchInterruptions) {
            this.catchInterruptions = catchInterruptions;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Catching(context, message, Result.fromString(buildResult), catchInterruptions);
        }
    }

    /** {@code warnError}: continues after a failure, with an unstable build. */
    public static final class WarnError extends Step {
        private final String message;

        @DataBoundConstructor
        public WarnError(String message) {
            this.message = message;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Catching(context, message, Result.UNSTABLE, true);
        }
    }

    private static final class Catching extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final String message;
        private final Result buildResult;
        private final boolean catchInterruptions;

        Catching(StepContext context, String message, Result buildResult, boolean catchInterruptions) {
            super(context);
            this.message = message;
            this.buildResult = buildResult;
            this.catchInterruptions = catchInterruptions;
        }

        @Override
        public boolean start() {
            getContext().newBodyInvoker().withCallback(new Caught(this)).start();
            return false;
        }
    }

    private static final class Caught extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final Catching step;

        Caught(Catching step) {
            this.step = step;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(null);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            boolean meant = t instanceof FlowInterruptedException interrupted && interrupted.isActualInterruption();
            if (meant && !step.catchInterruptions) {
                context.onFailure(t);
                return;
            }
            try {
                if (step.message != null) {
                    context.get(TaskListener.class).error(step.message);
                }
                tell(t, context);
                if (step.buildResult.isWorseThan(Result.SUCCESS)) {
                    context.get(Run.class).setResult(step.buildResult);
                }
                context.onSuccess(null);
            } catch (Exception e) {
                context.onFailure(e);
            }
        }
    }
}
