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
 * Whether a build was aborted since its window began. Pipeline tells an abort to the innermost steps only, and a script may
 * catch it there; but Jenkins notes in the build who aborted it and why. It asks extensions of other plugins, so it may
 * take its time: never on a thread of the protocol.
 */
public final class BuildAborts {
    /**
     * Why a step of the script failed by itself. A {@code catchError} notes these in the build, too, though nobody wanted
     * the build to end.
     */
    private static final List<String> OF_STEPS = List.of(
            "org.jenkinsci.plugins.workflow.steps.",
            "org.jenkinsci.plugins.workflow.cps.",
            "org.jenkinsci.plugins.workflow.support.steps.",
            "io.jenkins.plugins.scalarbackup.");

    /** The build that triggered this one was aborted, and this one with it: in one of those packages, but an abort. */
    private static final String OF_THE_UPSTREAM_BUILD =
            "org.jenkinsci.plugins.workflow.support.steps.build.BuildTriggerCancelledCause";

    private final Run<?, ?> run;
    /** A window may begin in the clean-up of an aborted build. */
    private final Set<InterruptedBuildAction> before = Collections.newSetFromMap(new IdentityHashMap<>());

    /** To be made where one may block: what was noted before does not count. */
    public BuildAborts(Run<?, ?> run) {
        this(run, Long.MAX_VALUE);
    }

    private BuildAborts(Run<?, ?> run, long noted) {
        this.run = run;
        // A build's notes only become more, at the end.
        run.getActions(InterruptedBuildAction.class).stream().limit(noted).forEach(before::add);
    }

    /**
     * The same after a restart of the controller.
     *
     * @param noted how many aborts were noted before, see {@link #notedBefore()}; null where nobody looked
     */
    public static BuildAborts since(Run<?, ?> run, @CheckForNull Integer noted) {
        return noted == null ? new BuildAborts(run) : new BuildAborts(run, noted);
    }

    /** How many were noted in the build before this was made. */
    public int notedBefore() {
        return before.size();
    }

    /** Why it was aborted since; empty as long as it was not. */
    public List<CauseOfInterruption> causes() {
        Executor executor = run.getExecutor();
        // First there, then in the build: asked in this order, an abort falls between the two for a moment only.
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
