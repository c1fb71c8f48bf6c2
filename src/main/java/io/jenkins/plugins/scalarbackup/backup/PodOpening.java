package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Opens the pods of a window again. It does not rest until each is open or gone, long after its build has ended if need be
 * (invariant I1), and it does not open what another window holds by now (invariant I4).
 */
final class PodOpening {
    /** How long a build waits for its pods to open before it fails and leaves the rest to the background. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** How long a pod that answered its Unpause waits for others at most: it is open, they may be closed. */
    private static final Duration RUSH = Duration.ofMillis(100);

    private static final int QUESTIONS_BETWEEN_LINES = 15;

    private final Loop loop;
    private final PausedPods pods;
    private final Consumer<WindowLocks> reclaimed;
    private final WindowLog log;
    private final CompletableFuture<List<PodGate>> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Map<WindowLocks, CompletableFuture<Boolean>> asking = new HashMap<>();
    private final CompletableFuture<Void> rush = new CompletableFuture<>();
    private int unanswered;
    private boolean begun;
    private int questions;

    /**
     * An opening of all pods that are to be opened by now.
     *
     * @param locksOf the locks on a pod's own workload: one that is another's by now holds back no other's pods
     * @param reclaimed hears when a lock that had run out was taken back
     */
    PodOpening(
            Loop loop,
            PausedPods pods,
            Function<PodGate, WindowLocks> locksOf,
            Consumer<WindowLocks> reclaimed,
            WindowLog log) {
        this.loop = loop;
        this.pods = pods;
        this.reclaimed = reclaimed;
        this.log = log;
        for (PodGate gate : pods.gates()) {
            WindowLocks its = locksOf.apply(gate);
            gate.opensWhen(() -> areOurs(its));
            gate.confirmsAfter(this::unpauseAnswered);
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
            loop.after(RUSH, () -> rush.complete(null));
        }
    }

    /** Opens all, once. Where the locks are ours the Unpauses are sent before this returns. */
    void openAll() {
        begin();
        Loop.Timer patience = loop.after(PATIENCE, () -> {
            if (!opened.isDone()) {
                List<PodGate> left = pods.toBeOpened();
                left.forEach(PodGate::openPatiently);
                opened.complete(left);
            }
        });
        // A timer that is still due would keep the whole window in memory.
        opened.thenRun(patience::cancel);
        pods.open()
                .thenCompose(open -> {
                    opened.complete(new ArrayList<>());
                    return pods.outlastLatePauses();
                })
                .thenAccept(outlasted -> settled.complete(null));
    }

    /** Asked before each Unpause: a try that comes late must not open the window of whoever took the lock since. */
    private CompletableFuture<Boolean> areOurs(WindowLocks locks) {
        if (locks.areTrusted()) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> before = asking.get(locks);
        if (before == null || before.isDone()) {
            long asked = loop.nanoTime();
            asking.put(locks, locks.reclaim(WorkloadLock.TakeBack.TO_OPEN).thenApply(another -> {
                if (another.isPresent()) {
                    leaveTo(another.get());
                    return false;
                }
                reclaimed.accept(locks);
                // Without an answer production comes first; an answer that is as old as a lock is none.
                return locks.areTrusted() || loop.nanoTime() - asked < WorkloadLock.DURATION.toNanos() / 2;
            }));
        }
        return asking.get(locks);
    }

    /** Whoever took the lock found every pod open before; a pod that is paused now may be paused by them. */
    private void leaveTo(String another) {
        if (questions++ % QUESTIONS_BETWEEN_LINES == 0) {
            log.line("Not unpausing yet: the lock on these pods stands for " + another + ". If nobody renews it within "
                    + WorkloadLock.DURATION.toSeconds() + " s, it is taken back.");
        }
    }
}
