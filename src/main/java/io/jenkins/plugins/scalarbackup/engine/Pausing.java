package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The pause itself: sends one Pause to all pods at once, checks them while they drain, and confirms with CheckPaused at the
 * end.
 */
final class Pausing {
    private final GuardedLoop tasks;
    private final ProgressView progress;
    private final WindowPods pods;
    private final ProgressLines lines;
    private final CompletableFuture<Void> paused = new CompletableFuture<>();

    Pausing(GuardedLoop tasks, ProgressView progress, WindowPods pods, ProgressLines lines) {
        this.tasks = tasks;
        this.progress = progress;
        this.pods = pods;
        this.lines = lines;
    }

    /**
     * Sends the Pauses. Completes when every pod is known to be paused, and fails with the reason if one is not. Does
     * neither if the window has been rolled back for another reason.
     */
    CompletableFuture<Void> run(Duration maxPauseWait) {
        checkWhileDraining();
        lines.logPeriodically(
                WindowState.Phase.PAUSING,
                () -> "draining: " + pods.drainedCount() + " of " + Plural.count(pods.size(), "pod") + " done");
        pods.pause(maxPauseWait)
                .whenComplete((drained, failure) -> tasks.execute(() -> {
                    if (!isPausing()) {
                        return;
                    }
                    if (failure != null) {
                        paused.completeExceptionally(Failures.cause(failure));
                    } else {
                        confirm();
                    }
                }));
        return paused;
    }

    private boolean isPausing() {
        return progress.is(WindowState.Phase.PAUSING);
    }

    /**
     * Keeps checking the pods: one that was seen paused all the time can be unpaused even if the API server does not
     * answer.
     */
    private void checkWhileDraining() {
        tasks.executeAfter(ProtocolTimes.DRAIN_POLL, () -> {
            if (isPausing()) {
                pods.check(WindowPoll.CHECK_TIMEOUT);
                checkWhileDraining();
            }
        });
    }

    private void confirm() {
        pods.check(WindowPoll.CHECK_TIMEOUT)
                .thenAccept(check -> tasks.execute(() -> {
                    if (!isPausing()) {
                        return;
                    }
                    if (!check.unpaused().isEmpty()) {
                        paused.completeExceptionally(new RefusedException(unpausedAgain(check.unpaused())));
                    } else if (!check.unanswered().isEmpty()) {
                        paused.completeExceptionally(new RefusedException(
                                Sentences.capitalized(WindowPods.named(check.unanswered())) + " did not say whether "
                                        + Plural.choose(check.unanswered().size(), "it is", "they are") + " paused: "
                                        + check.firstError()));
                    } else {
                        paused.complete(null);
                    }
                }));
    }

    private static String unpausedAgain(List<PodGate> pods) {
        return Sentences.capitalized(WindowPods.named(pods))
                + Plural.choose(
                        pods.size(),
                        " answered that it had paused and is open again: another client paused it at the same time and"
                                + " its time-out opened it.",
                        " answered that they had paused and are open again: another client paused them at the same time"
                                + " and its time-out opened them.");
    }
}
