package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code sh}: runs a real shell script in the workspace. */
public final class ShStep extends Step {
    private final String script;
    private boolean returnStdout;
    private boolean returnStatus;

    @DataBoundConstructor
    public ShStep(String script) {
        if (script == null) {
            throw new IllegalArgumentException("script is required");
        }
        this.script = script;
    }

    @DataBoundSetter
    public void setReturnStdout(boolean returnStdout) {
        this.returnStdout = returnStdout;
    }

    @DataBoundSetter
    public void setReturnStatus(boolean returnStatus) {
        this.returnStatus = returnStatus;
    }

    @DataBoundSetter
    public void setLabel(String label) {}

    @DataBoundSetter
    public void setEncoding(String encoding) {}

    static StepDescriptor descriptor() {
        return BuiltIn.step(ShStep.class, "sh", FilePath.class, Launcher.class, EnvVars.class, TaskListener.class);
    }

    @Override
    public StepExecution start(StepContext context) {
        if (returnStdout && returnStatus) {
            throw new IllegalArgumentException("you may not specify both returnStdout and returnStatus");
        }
        return new Running(context, this);
    }

    private static final class Running extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final transient ShStep step;
        private transient Process process;
        private transient Thread reader;
        private transient volatile Throwable stopped;

        Running(StepContext context, ShStep step) {
            super(context);
            this.step = step;
        }

        @Override
        public boolean start() throws Exception {
            Path file = Files.createTempFile("script", ".sh");
            Files.writeString(file, step.script);
            String firstLine = step.script.lines().findFirst().orElse("");
            List<String> command = firstLine.startsWith("#!")
                    ? List.of("sh", "-c", "chmod +x \"$0\" && exec \"$0\"", file.toString())
                    : List.of("sh", "-xe", file.toString());
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(new java.io.File(getContext().get(FilePath.class).getRemote()));
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.putAll(getContext().get(EnvVars.class));
            builder.redirectErrorStream(!step.returnStdout);
            TaskListener listener = getContext().get(TaskListener.class);
            process = builder.start();
            process.getOutputStream().close();
            reader = new Thread(() -> watch(file, listener), "sh of " + getContext());
            reader.setDaemon(true);
            reader.start();
            return false;
        }

        private void watch(Path file, TaskListener listener) {
            try {
                String output = step.returnStdout ? captured(listener) : "";
                if (!step.returnStdout) {
                    copy(process.getInputStream(), listener);
                }
                int status = process.waitFor();
                Files.deleteIfExists(file);
                ended(status, output);
            } catch (Throwable t) {
                getContext().onFailure(t);
            }
        }

        private String captured(TaskListener listener) throws Exception {
            Thread errors = new Thread(() -> {
                try {
                    copy(process.getErrorStream(), listener);
                } catch (IOException gone) {
                    // The process has ended.
                }
            });
            errors.setDaemon(true);
            errors.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            errors.join();
            return output;
        }

        private static void copy(InputStream from, TaskListener to) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.getLogger().println(line);
            }
        }

        private void ended(int status, String output) {
            AbortException failure = new AbortException("script returned exit code " + status);
            if (stopped != null) {
                stopped.addSuppressed(failure);
                getContext().onFailure(stopped);
            } else if (step.returnStatus) {
                getContext().onSuccess(status);
            } else if (status == 0) {
                getContext().onSuccess(step.returnStdout ? output : null);
            } else {
                getContext().onFailure(failure);
            }
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            stopped = cause;
            getContext().get(TaskListener.class).getLogger().println("Sending interrupt signal to process");
            List<ProcessHandle> children = process.descendants().toList();
            children.forEach(ProcessHandle::destroy);
            // Not Process.destroy, which closes the streams while they are being read.
            process.toHandle().destroy();
            Timer.get()
                    .schedule(
                            () -> {
                                children.forEach(ProcessHandle::destroyForcibly);
                                process.destroyForcibly();
                            },
                            20,
                            TimeUnit.SECONDS);
        }
    }
}
