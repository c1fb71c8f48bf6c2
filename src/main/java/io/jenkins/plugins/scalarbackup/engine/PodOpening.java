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
 * Opens the pods of a window again. It does not rest until each is open or gone, long after its build has ended if need be
 * (invariant I1), and it does not open what another window holds by now (invariant I4). The question who holds it has a
 * short time: production does not stay closed because an API server takes requests and never answers.
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

    /** What the Lease says, if anything. */
    private enum Answer {
        OURS,
        ANOTHERS,
        NONE
    }

    /**
     * An opening of all pods that are to be opened by now.
     *
     * @param locksOf the locks on a pod's own workload: one that is another's by now holds back no other's pods
     * @param reclaimed hears when a lock that had run out was taken back
     * @param limit of the outage
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

    /** The pods that are not open when patience is at an end; none when all are open. Completes once, never fails. */
    CompletableFuture<List<PodGate>> opened() {
        return opened;
    }

    /** Completes when all pods are open and no Pause of ours can arrive late any more. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /**
     * Completes when every pod has answered its first Unpause, or some take long. Until then nothing else is done that
     * takes processor or disk: production waits.
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

    /** Opens one pod before all others. Where the lock is ours its Unpause is sent before this returns. */
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

    /** Opens all, once. Where the locks are ours the Unpauses are sent before this returns. */
    void openAll() {
        begin();
        EventLoop.Timer patience = loop.after(ProtocolTimes.PATIENCE, () -> {
            if (!opened.isDone()) {
                List<PodGate> left = pods.toBeOpened();
                left.forEach(gate -> gate.unpauser().openPatiently());
                opened.complete(left);
            }
        });
        // A timer that is still due would keep the whole window in memory.
        opened.thenRun(patience::cancel);
        CompletableFuture<Void> allOpen = untilOpen();
        // Each by itself: one that a late Pause closes must not wait for another that may not come back at all.
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
                // A late Pause may have closed one meanwhile.
                .thenCompose(
                        looked -> pods.toBeOpened().isEmpty() ? CompletableFuture.completedFuture(null) : untilOpen());
    }

    /** What somebody else holds is not waited for by anybody, and opened by nobody here; it is told of until it is open. */
    private void lookAtOthers() {
        LoopFutures.all(pods.toBeLookedAt().stream()
                        .map(gate -> gate.unpauser().lookUntilOpen())
                        .toList())
                .thenAccept(open -> othersOpen.complete(null));
    }

    /** Completes when the pods are open, too, whose pause is somebody else's. */
    CompletableFuture<Void> othersOpen() {
        return othersOpen;
    }

    /** Asked before each Unpause: a try that comes late must not open the window of whoever took the lock since. */
    private CompletableFuture<Boolean> mayOpen(PodGate gate, WindowLocks locks) {
        if (locks.areTrusted()) {
            return CompletableFuture.completedFuture(true);
        }
        return ask(locks)
                .thenApply(answer -> answer == Answer.OURS || answer == Answer.NONE && mayOpenUnasked(gate, locks));
    }

    /** One question for all pods of a lock. */
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

    /** Without an answer production comes first, as long as the pod can't be another's; and in the end in any case. */
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

    /** Says it once, and after the Unpauses of this task. */
    private void say(String line) {
        if (said.add(line)) {
            loop.execute(() -> log.line(line));
        }
    }

    /** Whoever took the lock found every pod open before; a pod that is paused now may be paused by them. */
    private void leaveTo(String another) {
        if (questions++ % QUESTIONS_BETWEEN_LINES == 0) {
            log.line("Not unpausing yet: the lock on these pods stands for " + another + ". If nobody renews it within "
                    + WorkloadLock.DURATION.toSeconds() + " s, it is taken back.");
        }
    }
}
