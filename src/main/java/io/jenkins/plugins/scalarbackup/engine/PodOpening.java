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
final class PodOpening {
    private static final int QUESTIONS_BETWEEN_LINES = 15;

    private final EventLoop loop;
    private final WindowPods pods;
    private final Consumer<WindowLocks> reclaimed;
    private final OutageLimit limit;
    private final WindowLog log;
    private final CompletableFuture<List<PodGate>> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> othersOpen = new CompletableFuture<>();
    private final Map<WindowLocks, CompletableFuture<Answer>> asking = new HashMap<>();
    private final CompletableFuture<Void> rush = new CompletableFuture<>();
    private final Set<String> said = new HashSet<>();
    private int unanswered;
    private boolean begun;
    private int questions;

    /** Who holds the lock, if known. */
    private enum Answer {
        OURS,
        ANOTHERS,
        NONE
    }

    /**
     * Creates it for all pods that are to be unpaused by now.
     *
     * @param locksOf the locks on a pod's own workload: a lost lock does not hold back the pods of others
     * @param reclaimed called when an expired lock was taken back
     * @param limit the limit of the outage
     */
    PodOpening(
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
            gate.unpauser().opensWhen(() -> mayOpen(gate, locks));
            gate.unpauser().confirmsAfter(this::unpauseAnswered);
        }
        unanswered = pods.toBeOpened().size();
    }

    /** The pods that are still paused when the time is up; empty if all are unpaused. Completes once, never fails. */
    CompletableFuture<List<PodGate>> opened() {
        return opened;
    }

    /** Completes when all pods are unpaused and no Pause of ours can arrive late any more. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /**
     * Completes when every pod has answered its first Unpause, or after a short time. Until then nothing else uses
     * processor or disk, because production waits.
     */
    CompletableFuture<Void> rush() {
        return rush;
    }

    private CompletableFuture<Void> unpauseAnswered() {
        if (--unanswered <= 0) {
            rush.complete(null);
        }
        return rush;
    }

    /** Unpauses one pod before all others. If the lock is ours, the Unpause is sent before this returns. */
    void open(PodGate gate) {
        begin();
        if (gate.isToBeOpened()) {
            gate.open();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            loop.after(ProtocolTimes.RUSH, () -> rush.complete(null));
        }
    }

    /** Unpauses all; to be called once. If the locks are ours, the Unpauses are sent before this returns. */
    void openAll() {
        begin();
        EventLoop.Timer patience = loop.after(ProtocolTimes.PATIENCE, () -> {
            if (!opened.isDone()) {
                List<PodGate> left = pods.toBeOpened();
                left.forEach(gate -> gate.unpauser().openPatiently());
                opened.complete(left);
            }
        });
        // A pending timer would keep the whole window in memory.
        opened.thenRun(patience::cancel);
        CompletableFuture<Void> allOpen = untilOpen();
        // Each pod on its own: one that a late Pause reaches must not wait for another that may never come back.
        CompletableFuture<Void> outlasted = pods.outlastLatePauses();
        allOpen.thenCompose(open -> {
                    opened.complete(new ArrayList<>());
                    return outlasted;
                })
                .thenCompose(late -> pods.look())
                .thenAccept(looked -> {
                    settled.complete(null);
                    lookAtOthers();
                });
    }

    private CompletableFuture<Void> untilOpen() {
        return pods.open()
                .thenCompose(open -> pods.look())
                // A late Pause may have paused one meanwhile.
                .thenCompose(
                        looked -> pods.toBeOpened().isEmpty() ? CompletableFuture.completedFuture(null) : untilOpen());
    }

    /** Pods paused by somebody else are neither awaited nor unpaused; they are reported until they are unpaused. */
    private void lookAtOthers() {
        LoopFutures.all(pods.toBeLookedAt().stream()
                        .map(gate -> gate.unpauser().lookUntilOpen())
                        .toList())
                .thenAccept(open -> othersOpen.complete(null));
    }

    /** Completes when the pods that somebody else paused are unpaused, too. */
    CompletableFuture<Void> othersOpen() {
        return othersOpen;
    }

    /** Called before each Unpause: a late try must not break the window of whoever has taken the lock since. */
    private CompletableFuture<Boolean> mayOpen(PodGate gate, WindowLocks locks) {
        if (locks.areTrusted()) {
            return CompletableFuture.completedFuture(true);
        }
        return ask(locks)
                .thenApply(answer -> answer == Answer.OURS || answer == Answer.NONE && mayOpenUnasked(gate, locks));
    }

    /** Sends one question for all pods of a lock. */
    private CompletableFuture<Answer> ask(WindowLocks locks) {
        CompletableFuture<Answer> before = asking.get(locks);
        if (before != null && !before.isDone()) {
            return before;
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        asking.put(locks, answer);
        EventLoop.Timer patience = loop.after(ProtocolTimes.LEASE_QUESTION, () -> answer.complete(Answer.NONE));
        locks.reclaim(LockRecovery.Purpose.TO_OPEN).thenAccept(another -> {
            patience.cancel();
            answer.complete(heard(another, locks));
        });
        return answer;
    }

    private Answer heard(Optional<String> another, WindowLocks locks) {
        if (another.isPresent()) {
            leaveTo(another.get());
            return Answer.ANOTHERS;
        }
        reclaimed.accept(locks);
        return locks.mayOpen() ? Answer.OURS : Answer.NONE;
    }

    /** Without an answer, a pod is unpaused if nobody else can have paused it, and long after the limit in any case. */
    private boolean mayOpenUnasked(PodGate gate, WindowLocks locks) {
        if (locks.areKnownToBeAnothers()) {
            return false;
        }
        if (locks.wereRenewedLately() || gate.pauser().wasSeenPausedWithoutGap()) {
            say("The API server does not say in time whose lock is on these pods. They were this window's all the time,"
                    + " so they are opened without its answer.");
            return true;
        }
        if (limit.isLongPast()) {
            say("WARNING: These pods are opened blind: the API server does not say whose lock is on them, they were out"
                    + " of sight for longer than a lock lasts, and production has been closed for "
                    + ProtocolTimes.BLIND_AFTER_LIMIT.toSeconds() + " s beyond maxOutage. If another window is on them,"
                    + " it sees them open and is not proven.");
            return true;
        }
        say("Not unpausing yet: the API server does not say whose lock is on these pods, and they were out of sight for"
                + " longer than a lock lasts. It is asked again every few seconds.");
        return false;
    }

    /** Logs a line once, after the Unpauses of this task. */
    private void say(String line) {
        if (said.add(line)) {
            loop.execute(() -> log.line(line));
        }
    }

    /** Whoever took the lock had found all pods unpaused; a pod that is paused now may be theirs. */
    private void leaveTo(String another) {
        if (questions++ % QUESTIONS_BETWEEN_LINES == 0) {
            log.line("Not unpausing yet: the lock on these pods stands for " + another + ". If nobody renews it within "
                    + WorkloadLock.DURATION.toSeconds() + " s, it is taken back.");
        }
    }
}
