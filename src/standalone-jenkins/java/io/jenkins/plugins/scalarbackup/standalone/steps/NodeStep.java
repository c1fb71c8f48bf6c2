package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code node}: a workspace on this machine; there is only the built-in node, and it is never busy. */
public final class NodeStep extends Step {
    @DataBoundConstructor
    public NodeStep(String label) {}

    static StepDescriptor descriptor() {
        return new BuiltIn(
                NodeStep.class,
                "node",
                true,
                Set.of(TaskListener.class),
                Set.of(FilePath.class, Launcher.class, EnvVars.class));
    }

    @Override
    public StepExecution start(StepContext context) {
        return Executions.around(context, null, () -> {
            TaskListener listener = context.get(TaskListener.class);
            Path workspace = ((BuildSettings) context.get(Run.class)).workspace();
            FilePath directory = new FilePath(workspace.toFile());
            directory.mkdirs();
            listener.getLogger().println("Running on Jenkins in " + directory);
            EnvVars env = new EnvVars(System.getenv());
            // This JVM's own variable must not leak into builds as if the job had set it.
            env.remove("KUBECONFIG");
            env.put("NODE_NAME", "built-in");
            env.put("WORKSPACE", directory.getRemote());
            return List.of(directory, new Launcher.LocalLauncher(listener), env);
        });
    }
}
