package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Unpauses the pods of a window. It continues until each is unpaused or gone, long after the build has ended if necessary
 * (invariant I1), and leaves pods alone that another window has locked by now (invariant I4). Asking who holds the lock
 * times out quickly, so that a hanging API server can't keep production paused.
 */
final class WindowUnpauser {
    private static final int QUESTIONS_BETWEEN_LINES = 15;

    private final EventLoop loop;
    private final WindowPods pods;
    private final Consumer<WindowLocks> reclaimed;
    private final OutageLimit limit;
    private final WindowLog log;
    private final CompletableFuture<List<PodGate>> unpaused = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> othersUnpaused = new CompletableFuture<>();
    private final Map<WindowLocks, CompletableFuture<Answer>> pendingQuestions = new HashMap<>();
    private final CompletableFuture<Void> firstAnswers = new CompletableFuture<>();
    private final Set<String> logged = new HashSet<>();
    private int unanswered;
    private boolean begun;
    private int questions;

    /** Who holds the lock, if known. */
    private enum Answer {
        OURS,
        ANOTHER,
        NONE
    }

    /**
     * Creates it for all pods that are to be unpaused by now.
     *
     * @param locksOf the locks on a pod's own workload: a lost lock does not hold back the pods of others
     * @param reclaimed called when an expired lock was taken back
     * @param limit the limit of the outage
     */
    WindowUnpauser(
            EventLoop loop,
            WindowPods pods,
            Function<PodGate, WindowLocks> locksOf,
            Consumer<WindowLocks> reclaimed,
            OutageLimit limit,
            WindowLog log) {
        this.loop = loop;
        this.pods = pods;
        this.reclaimed = reclaimed;
        this.limit = limit;
        this.log = log;
        for (PodGate gate : pods.gates()) {
            WindowLocks locks = locksOf.apply(gate);
            gate.unpauser().unpauseOnlyIf(() -> mayUnpause(gate, locks));
            gate.unpauser().onAnswer(this::unpauseAnswered);
        }
        unanswered = pods.toUnpause().size();
    }

    /** The pods that are still paused when the time is up; empty if all are unpaused. Completes once, never fails. */
    CompletableFuture<List<PodGate>> unpaused() {
        return unpaused;
    }

    /** Completes when all pods are unpaused and no Pause of ours can arrive late any more. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /**
     * Completes when every pod has answered its first Unpause, or after a short time. Until then nothing else uses
     * processor or disk, because production waits.
     */
    CompletableFuture<Void> firstAnswers() {
        return firstAnswers;
    }

    private CompletableFuture<Void> unpauseAnswered() {
        if (--unanswered <= 0) {
            firstAnswers.complete(null);
        }
        return firstAnswers;
    }

    /** Unpauses one pod before all others. If the lock was ours all the time, the Unpause is sent before this returns. */
    void unpause(PodGate gate) {
        begin();
        if (gate.needsUnpause()) {
            gate.unpause();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            loop.after(ProtocolTimes.FIRST_UNPAUSE_WAIT, () -> firstAnswers.complete(null));
        }
    }

    /** Unpauses all; to be called once. If the locks were ours all the time, the Unpauses are sent before this returns. */
    void unpauseAll() {
        begin();
        EventLoop.Timer patience = loop.after(ProtocolTimes.UNPAUSE_TIMEOUT, () -> {
            if (!unpaused.isDone()) {
                List<PodGate> left = pods.toUnpause();
                left.forEach(gate -> gate.unpauser().continueInBackground());
                unpaused.complete(left);
            }
        });
        // A pending timer would keep the whole window in memory.
        unpaused.thenRun(patience::cancel);
        CompletableFuture<Void> allUnpaused = unpauseUntilConfirmed();
        // Each pod on its own: one that a late Pause reaches must not wait for another that may never come back.
        CompletableFuture<Void> outlasted = pods.outlastLatePauses();
        allUnpaused
                .thenCompose(confirmed -> {
                    unpaused.complete(new ArrayList<>());
                    return outlasted;
                })
                .thenCompose(late -> pods.recheck())
                .thenAccept(rechecked -> {
                    settled.complete(null);
                    checkOthers();
                });
    }

    private CompletableFuture<Void> unpauseUntilConfirmed() {
        return pods.unpause()
                .thenCompose(unpaused -> pods.recheck())
                // A late Pause may have paused one meanwhile.
                .thenCompose(rechecked ->
                        pods.toUnpause().isEmpty() ? CompletableFuture.completedFuture(null) : unpauseUntilConfirmed());
    }

    /** Pods paused by somebody else are neither awaited nor unpaused; they are reported until they are unpaused. */
    private void checkOthers() {
        LoopFutures.all(pods.maybePausedByOthers().stream()
                        .map(gate -> gate.unpauser().checkUntilUnpaused())
                        .toList())
                .thenAccept(done -> othersUnpaused.complete(null));
    }

    /** Completes when the pods that somebody else paused are unpaused, too. */
    CompletableFuture<Void> othersUnpaused() {
        return othersUnpaused;
    }

    /**
     * Called before each Unpause. If somebody else had the lock for a while, a watchdog say, the pod may have been unpaused
     * and paused again since, so it is sent Unpause only if it is seen to be paused.
     */
    private CompletableFuture<Boolean> mayUnpause(PodGate gate, WindowLocks locks) {
        return isOurs(gate, locks)
                .thenCompose(ours -> ours && locks.interruption().isPresent()
                        ? isSeenPaused(gate)
                        : CompletableFuture.completedFuture(ours));
    }

    private static CompletableFuture<Boolean> isSeenPaused(PodGate gate) {
        return gate.check(ProtocolTimes.CHECK_BEFORE_QUESTION).exceptionally(unanswered -> false);
    }

    /** A late try must not break the window of whoever has taken the lock since. */
    private CompletableFuture<Boolean> isOurs(PodGate gate, WindowLocks locks) {
        if (locks.areTrusted()) {
            return CompletableFuture.completedFuture(true);
        }
        return ask(locks)
                .thenApply(answer -> answer == Answer.OURS || answer == Answer.NONE && mayUnpauseUnasked(gate, locks));
    }

    /** Sends one question for all pods of a lock. */
    private CompletableFuture<Answer> ask(WindowLocks locks) {
        CompletableFuture<Answer> before = pendingQuestions.get(locks);
        if (before != null && !before.isDone()) {
            return before;
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        pendingQuestions.put(locks, answer);
        EventLoop.Timer patience = loop.after(ProtocolTimes.LEASE_QUESTION, () -> answer.complete(Answer.NONE));
        locks.reclaim(LockRecovery.Purpose.UNPAUSE_PODS).thenAccept(another -> {
            patience.cancel();
            answer.complete(interpret(another, locks));
        });
        return answer;
    }

    private Answer interpret(Optional<String> another, WindowLocks locks) {
        if (another.isPresent()) {
            logHolder(another.get());
            return Answer.ANOTHER;
        }
        reclaimed.accept(locks);
        return locks.mayUnpause() ? Answer.OURS : Answer.NONE;
    }

    /** Without an answer, a pod is unpaused if nobody else can have paused it, and long after the limit in any case. */
    private boolean mayUnpauseUnasked(PodGate gate, WindowLocks locks) {
        if (locks.areHeldByOther()) {
            return false;
        }
        if (locks.wereRenewedRecently() || gate.pauser().wasSeenPausedThroughout()) {
            logOnce(
                    "The API server does not say in time whose lock is on these pods. They were this window's all the time,"
                            + " so they are opened without its answer.");
            return true;
        }
        if (limit.isLongPast()) {
            logOnce(
                    "WARNING: These pods are opened blind: the API server does not say whose lock is on them, they were out"
                            + " of sight for longer than a lock lasts, and production has been closed for "
                            + ProtocolTimes.BLIND_UNPAUSE_AFTER_LIMIT.toSeconds()
                            + " s beyond maxOutage. If another window is on them,"
                            + " it sees them open and is not proven.");
            return true;
        }
        logOnce(
                "Not unpausing yet: the API server does not say whose lock is on these pods, and they were out of sight for"
                        + " longer than a lock lasts. It is asked again every few seconds.");
        return false;
    }

    /** Logs a line once, after the Unpauses of this task. */
    private void logOnce(String line) {
        if (logged.add(line)) {
            loop.execute(() -> log.line(line));
        }
    }

    /** Whoever took the lock had found all pods unpaused; a pod that is paused now may be theirs. */
    private void logHolder(String another) {
        if (questions++ % QUESTIONS_BETWEEN_LINES == 0) {
            log.line("Not unpausing yet: the lock on these pods stands for " + another + ". If nobody renews it within "
                    + WorkloadLock.DURATION.toSeconds() + " s, it is taken back.");
        }
    }
}
