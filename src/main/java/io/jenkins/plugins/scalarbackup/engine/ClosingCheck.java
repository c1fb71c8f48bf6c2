package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The last CheckPaused before the Unpauses. If every pod answers true, the window is proven up to the moment it was sent.
 */
final class ClosingCheck {
    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final List<TargetInWindow> targets;
    private final WindowPods pods;

    /**
     * The pods' answers.
     *
     * @param drift what makes the window unproven: pods that are unpaused or did not answer
     */
    record Outcome(List<PodDrift> drift) {}

    ClosingCheck(EventLoop loop, GuardedLoop tasks, List<TargetInWindow> targets, WindowPods pods) {
        this.loop = loop;
        this.tasks = tasks;
        this.targets = targets;
        this.pods = pods;
    }

    /**
     * Checks all pods now. Completes when all have answered that they are paused, or soon after the first that has not.
     * Never fails.
     *
     * @param locksAreTrusted whether the pods can be unpaused without another question, so that the check may take longer
     * @param paused called for each pod that answers that it is paused
     */
    CompletableFuture<Outcome> run(boolean locksAreTrusted, Consumer<PodGate> paused) {
        Duration deadline = locksAreTrusted ? WindowPoll.CHECK_TIMEOUT : ProtocolTimes.CHECK_BEFORE_QUESTION;
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        pods.check(deadline, gate -> tasks.execute(() -> paused.accept(gate)))
                // Answers up to then count, too.
                .thenAccept(check -> tasks.execute(() -> answered.complete(new Outcome(drift(check)))));
        return answered;
    }

    private List<PodDrift> drift(WindowPods.Check check) {
        List<PodDrift> drift = new ArrayList<>();
        drift.addAll(PodDrift.notPaused(targets, check.unpaused(), Drift.SeenBy.CLOSE, loop.now()));
        for (PodGate gate : check.unanswered()) {
            drift.addAll(PodDrift.of(
                    targets,
                    List.of(gate),
                    DriftKind.UNKNOWN_AFTER,
                    Drift.SeenBy.CLOSE,
                    loop.now(),
                    silent ->
                            "pod " + silent.pod().name() + " did not answer the closing check: " + check.firstError()));
        }
        return drift;
    }
}
