package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.jenkins.plugins.scalarbackup.backup.AdminCallException;
import io.jenkins.plugins.scalarbackup.backup.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.backup.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * A connection through a port-forward. Its near end takes every connection, and ends it when the tunnel could not be made
 * as well as when the pod refuses. Only the second says something of the pod, so the first is told from it: by what the
 * API server itself failed with.
 */
final class ForwardedConnection implements PodConnection {
    private static final Pattern TIME_OUT = Pattern.compile("time(d )?-?out", Pattern.CASE_INSENSITIVE);

    private final PodConnection connection;
    private final LocalPortForward forward;

    ForwardedConnection(PodConnection connection, LocalPortForward forward) {
        this.connection = connection;
        this.forward = forward;
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        int before = troubles().size();
        return told(connection.pause(maxPauseWait, deadline), before);
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
        int before = troubles().size();
        return told(connection.checkPaused(deadline), before);
    }

    @Override
    public CompletionStage<Void> unpause(Duration deadline) {
        int before = troubles().size();
        return told(connection.unpause(deadline), before);
    }

    private List<Throwable> troubles() {
        return new ArrayList<>(forward.getServerThrowables());
    }

    private <T> CompletionStage<T> told(CompletionStage<T> call, int before) {
        CompletableFuture<T> told = new CompletableFuture<>();
        call.whenComplete((answer, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (failure == null) {
                told.complete(answer);
            } else if (cause instanceof AdminCallException closed && closed.isPortClosed() && saysNothing(before)) {
                told.completeExceptionally(new AdminCallException(Outcome.UNREACHABLE, closed.getMessage(), closed));
            } else {
                told.completeExceptionally(cause);
            }
        });
        return told;
    }

    /** Whether the tunnel could not be made, or its far end waited in vain: nothing is known of the pod then. */
    private boolean saysNothing(int before) {
        List<Throwable> all = troubles();
        return all.subList(Math.min(before, all.size()), all.size()).stream()
                // What comes through the tunnel is an error of the client's own.
                .anyMatch(trouble -> !(trouble instanceof KubernetesClientException)
                        || TIME_OUT.matcher(String.valueOf(trouble.getMessage()))
                                .find());
    }

    @Override
    public void expect(Request... next) {
        connection.expect(next);
    }

    @Override
    public boolean wasLostSincePause() {
        return connection.wasLostSincePause();
    }

    @Override
    public void close() {
        connection.close();
    }
}
