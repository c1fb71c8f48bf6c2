package io.jenkins.plugins.scalarbackup.standalone;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Steps written as a plugin writes them, which note what they receive. */
@SuppressWarnings("serial")
final class Samples {
    /** The events in order. */
    static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    /** The execution of the latest {@code later} step. */
    static final AtomicReference<StepContext> LATER = new AtomicReference<>();

    private Samples() {}

    static void addTo(EmbeddedJenkins jenkins) {
        EVENTS.clear();
        LATER.set(null);
        jenkins.with(new Describe.DescriptorImpl())
                .with(new Later.DescriptorImpl())
                .with(new Around.DescriptorImpl())
                .with(new NeedsWorkspace.DescriptorImpl())
                .with(new Part.DescriptorImpl());
    }

    enum Colour {
        RED,
        GREEN
    }

    /** A nested describable. */
    public static final class Part implements Describable<Part> {
        private final String name;
        private int size = 1;

        @DataBoundConstructor
        public Part(String name) {
            this.name = name;
        }

        @DataBoundSetter
        public void setSize(int size) {
            this.size = size;
        }

        @Symbol("part")
        public static final class DescriptorImpl extends Descriptor<Part> {}
    }

    /** Synchronous; returns its parameters as a Map. */
    public static final class Describe extends Step {
        private final Map<String, Object> seen = new LinkedHashMap<>();

        @DataBoundConstructor
        public Describe() {}

        @DataBoundSetter
        public void setRelease(String release) {
            seen.put("release", release);
        }

        @DataBoundSetter
        public void setWindow(int window) {
            seen.put("window", window);
        }

        @DataBoundSetter
        public void setLimit(Integer limit) {
            seen.put("limit", limit);
        }

        @DataBoundSetter
        public void setForce(boolean force) {
            seen.put("force", force);
        }

        @DataBoundSetter
        public void setColour(Colour colour) {
            seen.put("colour", colour.name());
        }

        @DataBoundSetter
        public void setNames(List<String> names) {
            seen.put("names", new ArrayList<>(names));
        }

        @DataBoundSetter
        public void setParts(List<Part> parts) {
            seen.put(
                    "parts",
                    new ArrayList<>(parts.stream().map(p -> p.name + p.size).toList()));
        }

        @Override
        public StepExecution start(StepContext context) {
            return new SynchronousStepExecution<Object>(context) {
                @Override
                protected Object run() {
                    return new LinkedHashMap<>(seen);
                }
            };
        }

        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "describe";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of(Run.class, TaskListener.class);
            }
        }
    }

    /** Asynchronous; completed by the test. */
    public static final class Later extends Step {
        private final String name;

        @DataBoundConstructor
        public Later(String name) {
            this.name = name;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new StepExecution(context) {
                @Override
                public boolean start() {
                    EVENTS.add("start " + name);
                    LATER.set(context);
                    return false;
                }

                @Override
                public void stop(Throwable cause) throws Exception {
                    EVENTS.add("stop " + name);
                    super.stop(cause);
                }
            };
        }

        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "later";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of();
            }
        }
    }

    /** A block; adds a variable, and returns a Map. */
    public static final class Around extends Step {
        private final String name;

        @DataBoundConstructor
        public Around(String name) {
            this.name = name;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new AroundExecution(context, name);
        }

        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "around";
            }

            @Override
            public boolean takesImplicitBlockArgument() {
                return true;
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of(Run.class, EnvVars.class);
            }
        }
    }

    static final class AroundExecution extends StepExecution {
        private final String name;
        transient BodyExecution body;

        AroundExecution(StepContext context, String name) {
            super(context);
            this.name = name;
        }

        @Override
        public boolean start() throws Exception {
            EVENTS.add("open " + name);
            body = getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(
                            getContext().get(EnvironmentExpander.class),
                            EnvironmentExpander.constant(Map.of("AROUND", name))))
                    .withCallback(new Closing(name))
                    .start();
            return false;
        }

        @Override
        public void stop(Throwable cause) {
            EVENTS.add("stop around " + name);
            body.cancel(cause);
        }
    }

    private static final class Closing extends BodyExecutionCallback {
        private final String name;

        Closing(String name) {
            this.name = name;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            EVENTS.add("close " + name);
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("name", name);
            record.put("durationMillis", 5L);
            context.onSuccess(record);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            EVENTS.add("close failed " + name + " " + t.getClass().getSimpleName());
            context.onFailure(t);
        }
    }

    /** Can only run in a workspace. */
    public static final class NeedsWorkspace extends Step {
        @DataBoundConstructor
        public NeedsWorkspace() {}

        @Override
        public StepExecution start(StepContext context) {
            return new SynchronousStepExecution<Object>(context) {
                @Override
                protected Object run() throws Exception {
                    return context.get(FilePath.class).getRemote();
                }
            };
        }

        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "needsWorkspace";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of(FilePath.class);
            }
        }
    }
}
