package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The closing check: until it was sent the window is known closed, if it comes back true from every pod. */
final class ClosingCheck {
    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final List<TargetInWindow> targets;
    private final WindowPods pods;

    /**
     * What the pods answered.
     *
     * @param drift what makes the window unproven: pods that are open, and such that did not answer
     */
    record Closed(List<PodDrift> drift) {}

    ClosingCheck(EventLoop loop, GuardedLoop tasks, List<TargetInWindow> targets, WindowPods pods) {
        this.loop = loop;
        this.tasks = tasks;
        this.targets = targets;
        this.pods = pods;
    }

    /**
     * Asks all pods now. Completes when all have said that they are closed, or soon after the first that does not say so.
     * Never fails.
     *
     * @param locksAreTrusted whether nobody has to be asked before the pods are opened, so that there is time
     * @param closed hears of each pod that said that it is closed
     */
    CompletableFuture<Closed> run(boolean locksAreTrusted, Consumer<PodGate> closed) {
        Duration deadline = locksAreTrusted ? WindowPoll.CHECK : ProtocolTimes.CHECK_BEFORE_QUESTION;
        CompletableFuture<Closed> answered = new CompletableFuture<>();
        pods.check(deadline, gate -> tasks.execute(() -> closed.accept(gate)))
                // What came until then counts, too.
                .thenAccept(check -> tasks.execute(() -> answered.complete(new Closed(drift(check)))));
        return answered;
    }

    private List<PodDrift> drift(WindowPods.Check check) {
        List<PodDrift> drift = new ArrayList<>();
        drift.addAll(PodDrift.notPaused(targets, check.open(), Drift.SeenBy.CLOSE, loop.now()));
        for (PodGate gate : check.silent()) {
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
