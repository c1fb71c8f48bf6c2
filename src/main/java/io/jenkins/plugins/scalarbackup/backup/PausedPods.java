package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The gates of all pods of a window, to which the same is done at once. */
final class PausedPods {
    private final List<PodGate> gates;

    PausedPods(Collection<PodGate> gates) {
        this.gates = List.copyOf(gates);
    }

    int size() {
        return gates.size();
    }

    List<PodGate> gates() {
        return gates;
    }

    long drained() {
        return gates.stream().filter(PodGate::hasDrained).count();
    }

    /** Sends every pod its Pause. Fails with the first that can't be paused. */
    CompletableFuture<List<Void>> pause(Duration maxPauseWait) {
        return Turns.all(
                gates.stream().map(gate -> gate.sendPause(maxPauseWait)).toList());
    }

    /** What asking every pod whether it is closed brought to light. */
    record Check(List<PodGate> open, List<PodGate> silent, String firstError) {
        boolean allClosed() {
            return open.isEmpty() && silent.isEmpty();
        }
    }

    /** Asks every pod whether it is closed. Never fails. */
    CompletableFuture<Check> check(Duration deadline) {
        List<PodGate> open = new ArrayList<>();
        List<PodGate> silent = new ArrayList<>();
        String[] error = new String[1];
        List<CompletableFuture<Void>> answers = new ArrayList<>(gates.size());
        for (PodGate gate : gates) {
            answers.add(gate.check(deadline).handle((paused, failure) -> {
                if (failure != null) {
                    silent.add(gate);
                    error[0] = error[0] == null ? Turns.sentence(failure) : error[0];
                } else if (!paused) {
                    open.add(gate);
                }
                return null;
            }));
        }
        return Turns.all(answers).thenApply(all -> new Check(open, silent, error[0]));
    }

    List<PodGate> toBeOpened() {
        return gates.stream().filter(PodGate::isToBeOpened).toList();
    }

    /** Opens every pod that may be paused by us. Completes when all are; never fails and never gives up. */
    CompletableFuture<Void> open() {
        return Turns.all(toBeOpened().stream().map(PodGate::open).toList()).thenApply(all -> null);
    }

    /** Completes when no Pause can arrive late any more. */
    CompletableFuture<Void> outlastLatePauses() {
        return Turns.all(gates.stream().map(PodGate::outlastLatePause).toList()).thenApply(all -> null);
    }

    static String names(List<PodGate> some) {
        return String.join(", ", some.stream().map(gate -> gate.pod().name()).toList());
    }
}
