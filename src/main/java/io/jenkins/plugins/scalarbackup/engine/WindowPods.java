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

/** The gates of all pods of a window, to which the same is done at once. */
final class WindowPods {
    private final List<PodPauser> gates;

    WindowPods(Collection<PodPauser> gates) {
        this.gates = List.copyOf(gates);
    }

    int size() {
        return gates.size();
    }

    List<PodPauser> gates() {
        return gates;
    }

    /** The UIDs of some. */
    Set<String> uidsOf(Predicate<PodPauser> some) {
        return gates.stream().filter(some).map(gate -> gate.pod().uid()).collect(Collectors.toSet());
    }

    long drained() {
        return gates.stream().filter(PodPauser::hasDrained).count();
    }

    /** Sends every pod its Pause. Fails with the first that can't be paused. */
    CompletableFuture<List<Void>> pause(Duration maxPauseWait) {
        return LoopFutures.all(
                gates.stream().map(gate -> gate.sendPause(maxPauseWait)).toList());
    }

    /** What asking every pod whether it is closed has brought to light. */
    static final class Check {
        private final List<PodPauser> open = new ArrayList<>();
        private final List<PodPauser> closed = new ArrayList<>();
        private final Map<PodPauser, Throwable> silent = new LinkedHashMap<>();
        private String firstError;

        List<PodPauser> open() {
            return open;
        }

        List<PodPauser> closed() {
            return closed;
        }

        List<PodPauser> silent() {
            return List.copyOf(silent.keySet());
        }

        /** Why a pod that is silent is. */
        Throwable failure(PodPauser gate) {
            return silent.get(gate);
        }

        String firstError() {
            return firstError;
        }

        boolean allClosed() {
            return open.isEmpty() && silent.isEmpty();
        }

        private boolean note(PodPauser gate, Boolean paused, Throwable failure) {
            if (failure != null) {
                silent.put(gate, Failures.cause(failure));
                firstError = firstError == null ? Failures.sentence(failure) : firstError;
            } else {
                (paused ? closed : open).add(gate);
            }
            return failure == null && paused;
        }
    }

    /** Asks every pod whether it is closed. Never fails. */
    CompletableFuture<Check> check(Duration deadline) {
        Check check = new Check();
        return LoopFutures.all(ask(deadline, check)).thenApply(all -> check);
    }

    /**
     * Asks every pod whether it is closed. Completes when all have said so, or with the first that is not, or did not
     * answer. Never fails.
     *
     * @param closed hears of each that said so
     */
    CompletableFuture<Check> check(Duration deadline, Consumer<PodPauser> closed) {
        Check check = new Check();
        CompletableFuture<Check> checked = new CompletableFuture<>();
        List<CompletableFuture<Boolean>> answers = ask(deadline, check);
        for (int i = 0; i < gates.size(); i++) {
            PodPauser gate = gates.get(i);
            answers.get(i).thenAccept(isClosed -> {
                if (isClosed) {
                    closed.accept(gate);
                } else {
                    checked.complete(check);
                }
            });
        }
        LoopFutures.all(answers).thenAccept(all -> checked.complete(check));
        return checked;
    }

    private List<CompletableFuture<Boolean>> ask(Duration deadline, Check check) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>(gates.size());
        for (PodPauser gate : gates) {
            answers.add(gate.check(deadline).handle((paused, failure) -> check.note(gate, paused, failure)));
        }
        return answers;
    }

    /** Readies all for the window's end. */
    void expectEnd() {
        gates.forEach(gate -> gate.expect(PodConnection.Request.CHECK_PAUSED, PodConnection.Request.UNPAUSE));
    }

    List<PodPauser> toBeOpened() {
        return gates.stream().filter(PodPauser::isToBeOpened).toList();
    }

    /** Opens every pod that may be paused by us. Completes when all are; never fails and never gives up. */
    CompletableFuture<Void> open() {
        return LoopFutures.all(toBeOpened().stream().map(PodPauser::open).toList())
                .thenApply(all -> null);
    }

    /** Those that somebody else may have paused. */
    List<PodPauser> toBeLookedAt() {
        return gates.stream().filter(PodPauser::isToBeLookedAt).toList();
    }

    /** Looks once at each that somebody else may have paused, or may by now. Never fails. */
    CompletableFuture<Void> look() {
        return LoopFutures.all(gates.stream()
                        .map(gate ->
                                gate.isToBeLookedAt() ? gate.look().<Void>thenApply(open -> null) : gate.lookOnceMore())
                        .toList())
                .thenApply(all -> null);
    }

    /** Whether each is known to be open, or gone, whoever had paused it. */
    boolean areAllOpen() {
        return gates.stream().allMatch(PodPauser::isKnownToBeOpen);
    }

    /** Opens every pod that may be paused by us, and again what a late Pause closes. Completes when none can arrive any more. */
    CompletableFuture<Void> outlastLatePauses() {
        return LoopFutures.all(gates.stream().map(WindowPods::outlastLatePause).toList())
                .thenApply(all -> null);
    }

    private static CompletableFuture<Void> outlastLatePause(PodPauser gate) {
        CompletableFuture<Void> open = gate.isToBeOpened() ? gate.open() : CompletableFuture.completedFuture(null);
        return open.thenCompose(done -> gate.outlastLatePause());
    }

    static String names(List<PodPauser> some) {
        return String.join(", ", namesOf(some));
    }

    /** {@code pod a}, or {@code pods a, b}. */
    static String named(List<PodPauser> some) {
        return Plural.named("pod", namesOf(some));
    }

    private static List<String> namesOf(List<PodPauser> some) {
        return some.stream().map(gate -> gate.pod().name()).toList();
    }
}
