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
     * Causes by which a step ends on its own. {@code catchError} adds these to the build, too, though nobody aborted
     * it.
     */
    private static final List<String> OF_STEPS = List.of(
            "org.jenkinsci.plugins.workflow.steps.",
            "org.jenkinsci.plugins.workflow.cps.",
            "org.jenkinsci.plugins.workflow.support.steps.",
            "io.jenkins.plugins.scalarbackup.");

    /**
     * The upstream build was aborted, and this one with it. The class is in one of those packages, but it is an abort.
     */
    private static final String OF_THE_UPSTREAM_BUILD =
            "org.jenkinsci.plugins.workflow.support.steps.build.BuildTriggerCancelledCause";

    private final Run<?, ?> run;
    /** A window may begin in the clean-up of an aborted build. */
    private final Set<InterruptedBuildAction> before = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Ignores aborts up to now. Must be called where blocking is allowed. */
    public BuildAborts(Run<?, ?> run) {
        this(run, Long.MAX_VALUE);
    }

    private BuildAborts(Run<?, ?> run, long noted) {
        this.run = run;
        // A build's actions are only ever appended.
        run.getActions(InterruptedBuildAction.class).stream().limit(noted).forEach(before::add);
    }

    /**
     * The same, after a restart of the controller.
     *
     * @param noted how many aborts were noted before, see {@link #notedBefore()}; null if not known
     */
    public static BuildAborts since(Run<?, ?> run, @CheckForNull Integer noted) {
        return noted == null ? new BuildAborts(run) : new BuildAborts(run, noted);
    }

    /** How many aborts the build had before this was created. */
    public int notedBefore() {
        return before.size();
    }

    /** Why it was aborted since; empty if it was not. */
    public List<CauseOfInterruption> causes() {
        Executor executor = run.getExecutor();
        // An abort moves from the executor to the build. Asked in this order, it can be missed for a moment only.
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
