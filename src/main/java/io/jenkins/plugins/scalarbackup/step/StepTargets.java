package io.jenkins.plugins.scalarbackup.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.config.StepConnection;
import io.jenkins.plugins.scalarbackup.keeper.WindowRequest;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The targets of a step, checked as far as possible without accessing a cluster.
 *
 * @param entries the targets, at least one
 */
record StepTargets(List<Entry> entries) {
    StepTargets {
        entries = List.copyOf(entries);
    }

    /**
     * One target.
     *
     * @param selection the pods
     * @param connection how to reach the cluster and the pods
     */
    record Entry(TargetSelection selection, StepConnection connection) {}

    /**
     * Resolves the targets in the step's context. Reads files on the agent, so it must not run on the CPS VM thread.
     */
    List<WindowRequest.Target> resolve(StepContext context) throws RefusedException, IOException, InterruptedException {
        EnvVars environment = context.get(EnvVars.class);
        FilePath workspace = context.get(FilePath.class);
        Launcher launcher = context.get(Launcher.class);
        boolean unix = launcher == null || launcher.isUnix();
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        List<WindowRequest.Target> targets = new ArrayList<>();
        for (Entry entry : entries) {
            targets.add(new WindowRequest.Target(
                    entry.selection(),
                    entry.connection().orDefault(defaults, environment).resolve(environment, workspace, unix)));
        }
        return targets;
    }
}
