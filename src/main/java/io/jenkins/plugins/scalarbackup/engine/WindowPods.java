package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The gates of all pods of a window, for operations on all of them. */
final class WindowPods {
    private final List<PodGate> gates;

    WindowPods(Collection<PodGate> gates) {
        this.gates = List.copyOf(gates);
    }

    int size() {
        return gates.size();
    }

    List<PodGate> gates() {
        return gates;
    }

    /** The UIDs of the pods whose gates match. */
    Set<String> uidsOf(Predicate<PodGate> filter) {
        return gates.stream().filter(filter).map(gate -> gate.pod().uid()).collect(Collectors.toSet());
    }

    long drainedCount() {
        return gates.stream().filter(gate -> gate.pauser().hasDrained()).count();
    }

    /** Sends every pod its Pause. Fails with the first pod that can't be paused. */
    CompletableFuture<Void> pause(Duration maxPauseWait) {
        return LoopFutures.each(gates, gate -> gate.pause(maxPauseWait));
    }

    /** The outcome of a CheckPaused on all pods. */
    static final class Check {
        private final List<PodGate> unpausedPods = new ArrayList<>();
        private final List<PodGate> pausedPods = new ArrayList<>();
        private final Map<PodGate, Throwable> failures = new LinkedHashMap<>();
        private String firstError;

        List<PodGate> unpaused() {
            return unpausedPods;
        }

        List<PodGate> paused() {
            return pausedPods;
        }

        List<PodGate> unanswered() {
            return List.copyOf(failures.keySet());
        }

        /** Returns why a pod did not answer. */
        Throwable failure(PodGate gate) {
            return failures.get(gate);
        }

        String firstError() {
            return firstError;
        }

        boolean allPaused() {
            return unpausedPods.isEmpty() && failures.isEmpty();
        }

        private boolean note(PodGate gate, Boolean paused, Throwable failure) {
            if (failure != null) {
                failures.put(gate, Failures.cause(failure));
                firstError = firstError == null ? Failures.sentence(failure) : firstError;
            } else {
                (paused ? pausedPods : unpausedPods).add(gate);
            }
            return failure == null && paused;
        }
    }

    /** Sends CheckPaused to every pod. Never fails. */
    CompletableFuture<Check> check(Duration deadline) {
        Check check = new Check();
        return LoopFutures.all(sendChecks(deadline, check)).thenApply(all -> check);
    }

    /**
     * Sends CheckPaused to every pod. Completes when all have answered that they are paused, or with the first that is not,
     * or did not answer. Never fails.
     *
     * @param confirmed called for each pod that answers that it is paused
     */
    CompletableFuture<Check> check(Duration deadline, Consumer<PodGate> confirmed) {
        Check check = new Check();
        CompletableFuture<Check> checked = new CompletableFuture<>();
        List<CompletableFuture<Boolean>> answers = sendChecks(deadline, check);
        for (int i = 0; i < gates.size(); i++) {
            PodGate gate = gates.get(i);
            answers.get(i).thenAccept(isPaused -> {
                if (isPaused) {
                    confirmed.accept(gate);
                } else {
                    checked.complete(check);
                }
            });
        }
        LoopFutures.all(answers).thenAccept(all -> checked.complete(check));
        return checked;
    }

    private List<CompletableFuture<Boolean>> sendChecks(Duration deadline, Check check) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>(gates.size());
        for (PodGate gate : gates) {
            answers.add(gate.check(deadline).handle((paused, failure) -> check.note(gate, paused, failure)));
        }
        return answers;
    }

    /** Prepares all for the window's end. */
    void expectEnd() {
        gates.forEach(gate -> gate.link().expect(PodConnection.Request.CHECK_PAUSED, PodConnection.Request.UNPAUSE));
    }

    List<PodGate> toUnpause() {
        return gates.stream().filter(PodGate::needsUnpause).toList();
    }

    /** Unpauses every pod that we may have paused. Completes when all are unpaused; never fails and never gives up. */
    CompletableFuture<Void> unpause() {
        return LoopFutures.each(toUnpause(), PodGate::unpause);
    }

    /** The pods that somebody else may have paused. */
    List<PodGate> maybePausedByOthers() {
        return gates.stream().filter(PodGate::mayBePausedByOther).toList();
    }

    /** Checks once each pod that somebody else may have paused by now. Never fails. */
    CompletableFuture<Void> recheck() {
        return LoopFutures.each(
                gates, gate -> gate.mayBePausedByOther() ? gate.unpauser().checkOnce() : gate.recheck());
    }

    /** Returns whether each is known to be unpaused or gone, no matter who had paused it. */
    boolean areAllUnpaused() {
        return gates.stream().allMatch(PodGate::isKnownUnpaused);
    }

    /** Unpauses every pod that we may have paused, and again after a late Pause. Completes when none can arrive any more. */
    CompletableFuture<Void> outlastLatePauses() {
        return LoopFutures.each(gates, WindowPods::outlastLatePause);
    }

    private static CompletableFuture<Void> outlastLatePause(PodGate gate) {
        CompletableFuture<Void> unpaused =
                gate.needsUnpause() ? gate.unpause() : CompletableFuture.completedFuture(null);
        return unpaused.thenCompose(done -> gate.outlastLatePause());
    }

    static String names(List<PodGate> gates) {
        return String.join(", ", namesOf(gates));
    }

    /** {@code pod a}, or {@code pods a, b}. */
    static String named(List<PodGate> gates) {
        return Plural.named("pod", namesOf(gates));
    }

    private static List<String> namesOf(List<PodGate> gates) {
        return gates.stream().map(gate -> gate.pod().name()).toList();
    }
}
