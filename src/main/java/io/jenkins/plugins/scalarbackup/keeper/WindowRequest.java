package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.util.List;

/**
 * A window that a step asks for.
 *
 * @param run whose it is
 * @param listener the step's log
 * @param targets what to pause, and how to reach it
 * @param parameters how long it may take
 * @param hasBody whether a block runs inside
 * @param attempt which attempt of its step this is, from 1
 * @param databases for which the record says how to restore them
 * @param needsMeasuredClocks whether nothing may be paused where the clock of one of them is not measured by then
 * @param expected how often what is to happen to the workloads
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
    /** One that is long enough whatever the databases' clocks are, and of which nothing is expected. */
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
     * One target.
     *
     * @param selection what was asked for
     * @param connection how to reach its cluster
     */
    public record Target(TargetSelection selection, ClusterConnection connection) {}
}
