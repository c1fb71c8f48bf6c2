package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pod's Admin service that a test holds in its hand: paused until it is unpaused, silent while the test wants it. */
final class HandConnection implements PodConnection {
    boolean paused = true;
    boolean silent;
    int unpauses;
    private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();

    @Override
    public String address() {
        return "10.0.0.1:60053";
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        paused = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
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

    /** Every Unpause that is under way fails. */
    void breaks() {
        List.copyOf(unanswered)
                .forEach(answer -> answer.completeExceptionally(
                        new AdminCallException(AdminCallException.Outcome.UNKNOWN, "The connection broke.")));
        unanswered.clear();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
