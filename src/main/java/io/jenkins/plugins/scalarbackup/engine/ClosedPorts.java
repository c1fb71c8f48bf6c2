package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Counts at how many consecutive polls a pod's port refused or reset a new connection. Then no process serves it, even if
 * the API server has not noticed, and the window can't be proven any more, so production need not wait for its end.
 * Timeouts don't count, since a slow pod or a lost packet looks the same.
 */
final class ClosedPorts {
    static final int POLLS = 3;

    private final Predicate<PodGate> isForwarded;
    private final Map<PodGate, Integer> consecutive = new HashMap<>();

    /** @param isForwarded whether a pod is reached through a port-forward, which may fail although the pod does not */
    ClosedPorts(Predicate<PodGate> isForwarded) {
        this.isForwarded = isForwarded;
    }

    /** Counts a poll and returns the pods whose ports were closed often enough. Never fails. */
    CompletableFuture<List<PodGate>> count(WindowPods.Check poll) {
        consecutive.keySet().retainAll(poll.unanswered());
        return LoopFutures.all(poll.unanswered().stream()
                        .map(gate -> isClosed(gate, poll.failure(gate)).thenAccept(closed -> count(gate, closed)))
                        .toList())
                .thenApply(counted -> poll.unanswered().stream()
                        .filter(gate -> consecutive.getOrDefault(gate, 0) >= POLLS)
                        .toList());
    }

    private void count(PodGate gate, boolean closed) {
        if (closed) {
            consecutive.merge(gate, 1, Integer::sum);
        } else {
            consecutive.remove(gate);
        }
    }

    private CompletableFuture<Boolean> isClosed(PodGate gate, Throwable failure) {
        if (!AdminCallException.isPortClosed(failure)) {
            return CompletableFuture.completedFuture(false);
        }
        return isForwarded.test(gate)
                ? gate.link().confirmPortClosed(ProtocolTimes.CHECK)
                : CompletableFuture.completedFuture(true);
    }
}
