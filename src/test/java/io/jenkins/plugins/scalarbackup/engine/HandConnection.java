package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pod's Admin service that a test holds in its hand: paused until it is unpaused, silent while the test wants it. */
final class HandConnection implements PodConnection {
    boolean paused = true;
    boolean silent;
    /** Answers to CheckPaused wait for {@link #answersLate}; each says what was true when it was asked. */
    boolean late;

    /** Whether the other side ended what the Pause was answered over. */
    boolean lost;

    int unpauses;
    int checks;
    /** The Pause under way; one that is there already is answered at once. */
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

    /** Every CheckPaused that is under way is answered. */
    void answersLate() {
        late = false;
        List.copyOf(lateAnswers).forEach(Runnable::run);
        lateAnswers.clear();
    }

    /** Every Unpause that is under way fails. */
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
        // nothing is held
    }
}
