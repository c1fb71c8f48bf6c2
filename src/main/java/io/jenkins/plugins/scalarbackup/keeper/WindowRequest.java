package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.util.List;

/**
 * A step's request for a window.
 *
 * @param run the build
 * @param listener the step's log
 * @param targets the targets, and how to reach them
 * @param parameters the window's time limits and other settings
 * @param hasBody whether a block runs inside
 * @param attempt the number of this attempt of the step, from 1
 * @param databases the databases whose restore the record describes
 * @param needsMeasuredClocks whether to refuse the window if the clock of one of them is not measured when it begins
 * @param expected how often which backups of the workloads are expected
 */
public record WindowRequest(
        Run<?, ?> run,
        TaskListener listener,
        List<Target> targets,
        WindowParameters parameters,
        boolean hasBody,
        int attempt,
        List<String> databases,
        boolean needsMeasuredClocks,
        Expectation expected) {
    /** Requests a window that is long enough for any clocks of the databases, without expectations. */
    public WindowRequest(
            Run<?, ?> run,
            TaskListener listener,
            List<Target> targets,
            WindowParameters parameters,
            boolean hasBody,
            int attempt,
            List<String> databases) {
        this(run, listener, targets, parameters, hasBody, attempt, databases, false, Expectation.NONE);
    }

    public WindowRequest {
        targets = List.copyOf(targets);
        databases = List.copyOf(databases);
    }

    /**
     * A target.
     *
     * @param selection the pods to pause
     * @param connection the settings for reaching its cluster
     */
    public record Target(TargetSelection selection, ClusterConnection connection) {}
}
