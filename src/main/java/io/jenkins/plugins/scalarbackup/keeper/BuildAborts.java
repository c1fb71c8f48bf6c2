package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Executor;
import hudson.model.Run;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;

/**
 * Finds out whether a build was aborted since its window began. Pipeline passes an abort to the innermost steps only,
 * and a script may catch it there; but Jenkins records in the build who aborted it and why. Calls extensions of other
 * plugins, which may block: don't call it on an event loop.
 */
public final class BuildAborts {
    /**
     * Packages of the causes with which steps end on their own. {@code catchError} adds such causes to the build, too,
     * though nobody aborted it.
     */
    private static final List<String> OF_STEPS = List.of(
            "org.jenkinsci.plugins.workflow.steps.",
            "org.jenkinsci.plugins.workflow.cps.",
            "org.jenkinsci.plugins.workflow.support.steps.",
            "io.jenkins.plugins.scalarbackup.");

    /**
     * The cause if the upstream build was aborted and this one with it. Its class is in one of those packages, but it
     * is an abort.
     */
    private static final String OF_THE_UPSTREAM_BUILD =
            "org.jenkinsci.plugins.workflow.support.steps.build.BuildTriggerCancelledCause";

    private final Run<?, ?> run;
    /** Aborts before the window, which may begin in the clean-up of an aborted build. */
    private final Set<InterruptedBuildAction> before = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Ignores aborts up to now. Must be called on a thread that may block. */
    public BuildAborts(Run<?, ?> run) {
        this(run, Long.MAX_VALUE);
    }

    private BuildAborts(Run<?, ?> run, long noted) {
        this.run = run;
        // A build's actions are only ever appended.
        run.getActions(InterruptedBuildAction.class).stream().limit(noted).forEach(before::add);
    }

    /**
     * Continues after a restart of the controller.
     *
     * @param noted the number of aborts noted before, see {@link #notedBefore()}; null if unknown
     */
    public static BuildAborts since(Run<?, ?> run, @CheckForNull Integer noted) {
        return noted == null ? new BuildAborts(run) : new BuildAborts(run, noted);
    }

    /** Returns the number of aborts that the build had before this was created. */
    public int notedBefore() {
        return before.size();
    }

    /** Returns why the build was aborted since; empty if it was not. */
    public List<CauseOfInterruption> causes() {
        Executor executor = run.getExecutor();
        // An abort moves from the executor to the build. Checked in this order, it can be missed for a moment only.
        List<CauseOfInterruption> recent =
                executor == null ? List.of() : aborts(List.copyOf(executor.getCausesOfInterruption()));
        if (!recent.isEmpty()) {
            return recent;
        }
        for (InterruptedBuildAction action : run.getActions(InterruptedBuildAction.class)) {
            if (!before.contains(action)) {
                List<CauseOfInterruption> noted = aborts(action.getCauses());
                if (!noted.isEmpty()) {
                    return noted;
                }
            }
        }
        return List.of();
    }

    private static List<CauseOfInterruption> aborts(Collection<CauseOfInterruption> causes) {
        return causes.stream().filter(BuildAborts::isAbort).toList();
    }

    private static boolean isAbort(CauseOfInterruption cause) {
        String name = cause.getClass().getName();
        return name.equals(OF_THE_UPSTREAM_BUILD) || OF_STEPS.stream().noneMatch(name::startsWith);
    }
}
