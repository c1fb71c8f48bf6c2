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
 * The targets of a step, checked as far as they can be without looking at a cluster.
 *
 * @param entries at least one
 */
record StepTargets(List<Entry> entries) {
    StepTargets {
        entries = List.copyOf(entries);
    }

    /**
     * One target.
     *
     * @param selection which pods
     * @param connection how to reach them
     */
    record Entry(TargetSelection selection, StepConnection connection) {}

    /** Takes what the step runs in into account. Reads on the agent: not for the CPS VM thread. */
    List<WindowRequest.Target> in(StepContext context) throws RefusedException, IOException, InterruptedException {
        EnvVars environment = context.get(EnvVars.class);
        FilePath workspace = context.get(FilePath.class);
        Launcher launcher = context.get(Launcher.class);
        boolean unix = launcher == null || launcher.isUnix();
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        List<WindowRequest.Target> targets = new ArrayList<>();
        for (Entry entry : entries) {
            targets.add(new WindowRequest.Target(
                    entry.selection(),
                    entry.connection().or(defaults, environment).in(environment, workspace, unix)));
        }
        return targets;
    }
}
