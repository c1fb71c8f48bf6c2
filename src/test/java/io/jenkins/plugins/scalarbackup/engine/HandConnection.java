package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pod's Admin service that a test controls: paused until it is unpaused, and silent as long as the test wants. */
final class HandConnection implements PodConnection {
    boolean paused = true;
    boolean silent;
    /** True if answers to CheckPaused wait for {@link #answersLate}; each tells what was true at the request. */
    boolean late;

    /** True if CheckPaused fails. */
    boolean checkFails;

    /** True if the other side has ended the connection over which the Pause was answered. */
    boolean lost;

    int unpauses;
    int checks;
    /** Completes the drain of a Pause; at first already completed. */
    CompletableFuture<Void> drain = CompletableFuture.completedFuture(null);

    private final List<Runnable> lateAnswers = new ArrayList<>();
    private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();

    @Override
    public String address() {
        return "10.0.0.1:60053";
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        return drain.thenRun(() -> paused = true);
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
        checks++;
        if (checkFails) {
            return CompletableFuture.failedFuture(
                    new AdminCallException(AdminCallException.Outcome.UNKNOWN, "The connection broke."));
        }
        if (late) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            boolean seen = paused;
            lateAnswers.add(() -> answer.complete(seen));
            return answer;
        }
        return CompletableFuture.completedFuture(paused);
    }

    @Override
    public CompletionStage<Void> unpause(Duration deadline) {
        unpauses++;
        if (silent) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer;
        }
        paused = false;
        return CompletableFuture.completedFuture(null);
    }

    /** Answers every CheckPaused that is under way. */
    void answersLate() {
        late = false;
        List.copyOf(lateAnswers).forEach(Runnable::run);
        lateAnswers.clear();
    }

    /** Fails every Unpause that is under way. */
    void breaks() {
        List.copyOf(unanswered)
                .forEach(answer -> answer.completeExceptionally(
                        new AdminCallException(AdminCallException.Outcome.UNKNOWN, "The connection broke.")));
        unanswered.clear();
    }

    @Override
    public boolean wasLostSincePause() {
        return lost;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
