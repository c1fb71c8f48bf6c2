package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Warnings and reasons for pods that are still paused, or may become so, when the window ends. */
final class StillPausedReport {
    private static final String WHAT_TO_DO =
            "Find out who pauses it beside this plugin, a scalar-admin call perhaps, and let that end; only if nothing needs"
                    + " that pause any more, open it by hand or with scalarUnpause and force: true.";

    private final List<TargetInWindow> targets;
    private final WindowPods pods;

    StillPausedReport(List<TargetInWindow> targets, WindowPods pods) {
        this.targets = targets;
        this.pods = pods;
    }

    /** Warnings for record and log: pods that somebody else may have paused. */
    List<String> warnings() {
        return pods.maybePausedByOthers().stream()
                .map(gate -> "Pod " + gate.pod().name()
                        + " may be paused by somebody else; this window's Pause does not hold it ("
                        + gate.pauser().whyNotOurs()
                        + "), so it is left alone. " + WHAT_TO_DO)
                .toList();
    }

    /** The reasons for a failed window: pods of its own that are still paused. */
    static List<String> reasons(List<StillPaused> stillPaused) {
        return stillPaused.stream()
                .filter(pod -> !pod.somebodyElses())
                .map(pod -> "Pod " + pod.pod() + " may still be paused (" + pod.why()
                        + "); tries go on in the background. Open it with: " + pod.command())
                .toList();
    }

    /** Pods of ours that are still paused, and those that somebody else may have paused. */
    List<StillPaused> stillPaused(List<PodGate> ours) {
        return Stream.concat(ours.stream(), pods.maybePausedByOthers().stream())
                .flatMap(this::stillPaused)
                .toList();
    }

    private Stream<StillPaused> stillPaused(PodGate gate) {
        return targets.stream()
                .filter(target -> target.gates().contains(gate))
                .limit(1)
                .map(target -> new StillPaused(
                        gate.pod().name(),
                        target.target().namespace(),
                        gate.isNotOurs()
                                ? "paused by somebody else, and left alone: this window's Pause does not hold it ("
                                        + gate.pauser().whyNotOurs() + "). " + WHAT_TO_DO
                                : gate.link().error() == null
                                        ? "no answer"
                                        : gate.link().error(),
                        RescueCommand.forPods(target.target(), List.of(gate.pod())),
                        gate.isNotOurs()));
    }

    private List<PodGate> withLatePause() {
        return pods.gates().stream().filter(PodGate::mayStillBePaused).toList();
    }

    /**
     * A text that the locks are kept because a Pause may arrive late; empty if they are not. For readers who wait for these
     * pods.
     */
    Optional<String> locksKeptWarning(Instant now, Duration maxPauseWait) {
        List<PodGate> late = withLatePause();
        if (late.isEmpty()) {
            return Optional.empty();
        }
        Instant until = now.plus(maxPauseWait).plus(ProtocolTimes.LATE_PAUSE_MARGIN);
        return Optional.of("The lock is kept until " + until + " at the latest: the Pause to "
                + WindowPods.named(late)
                + " had no answer and may arrive late; should it, "
                + Plural.choose(late.size(), "the pod is", "they are") + " opened again. A window on the same pods"
                + " waits until then.");
    }

    /** The same text, for the Leases. */
    String whyLocksAreKept() {
        List<PodGate> late = withLatePause();
        return late.isEmpty()
                ? "its record is being kept"
                : "a Pause to " + WindowPods.named(late) + " may arrive late, or "
                        + Plural.choose(late.size(), "it is", "they are") + " still to be opened";
    }
}
