package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.WayRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A connection through a port-forward. Its near end takes every connection and ends it when the tunnel can't be made, so
 * that a failure of its own says only that a local socket was closed; why it was, the port-forward knows. What the pod
 * itself answers stays as it is.
 */
final class ForwardedConnection implements PodConnection {
    /** The socket is closed before the port-forward says why. */
    private static final long NOTED_AFTER_MILLIS = 200;

    private static final Pattern TIME_OUT = Pattern.compile("time(d )?-?out", Pattern.CASE_INSENSITIVE);

    private final PodConnection connection;
    private final LocalPortForward forward;
    private final Function<Throwable, String> words;
    /** How many troubles of the port-forward belong to calls that are over: an old one explains no new failure. */
    private volatile int over;

    /** @param words what a trouble of the port-forward means */
    ForwardedConnection(PodConnection connection, LocalPortForward forward, Function<Throwable, String> words) {
        this.connection = connection;
        this.forward = forward;
        this.words = words;
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        return explained(() -> connection.pause(maxPauseWait, deadline));
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
        return explained(() -> connection.checkPaused(deadline));
    }

    @Override
    public CompletionStage<Void> unpause(Duration deadline) {
        return explained(() -> connection.unpause(deadline));
    }

    @Override
    public boolean wasLostSincePause() {
        return connection.wasLostSincePause();
    }

    @Override
    public void expect(Request... next) {
        connection.expect(next);
    }

    /** Why the latest tunnel came to nothing, by the API server's own words; empty where it said nothing. */
    Optional<String> trouble() {
        List<Throwable> all = troubles(0);
        return all.isEmpty() ? Optional.empty() : Optional.of(words.apply(all.get(all.size() - 1)));
    }

    private List<Throwable> troubles(int before) {
        List<Throwable> all = new ArrayList<>(forward.getServerThrowables());
        return all.subList(Math.min(before, all.size()), all.size());
    }

    private <T> CompletionStage<T> explained(Supplier<CompletionStage<T>> call) {
        int before = over;
        int begun = troubles(0).size();
        CompletableFuture<T> explained = new CompletableFuture<>();
        call.get().whenComplete((answer, failure) -> {
            Throwable cause = Failures.cause(failure);
            if (cause instanceof AdminCallException broken && !isThePods(broken)) {
                noted(begun)
                        .thenAccept(own -> explained.completeExceptionally(explained(broken, own, troubles(before))));
                return;
            }
            over = troubles(0).size();
            if (cause == null) {
                explained.complete(answer);
            } else {
                explained.completeExceptionally(cause);
            }
        });
        return explained;
    }

    /** Whether it is an answer of the pod itself. */
    private static boolean isThePods(AdminCallException call) {
        return call.outcome() != Outcome.UNREACHABLE && call.outcome() != Outcome.UNKNOWN;
    }

    private CompletableFuture<List<Throwable>> noted(int begun) {
        List<Throwable> known = troubles(begun);
        return known.isEmpty()
                ? CompletableFuture.supplyAsync(
                        () -> troubles(begun),
                        CompletableFuture.delayedExecutor(NOTED_AFTER_MILLIS, TimeUnit.MILLISECONDS))
                : CompletableFuture.completedFuture(known);
    }

    /**
     * Whether a trouble is one of the tunnel itself, which could not be made or whose far end waited in vain. What comes
     * through it, such as a refusal of the pod, is an error of the client's own.
     */
    private static boolean isTheTunnels(Throwable trouble) {
        return !(trouble instanceof KubernetesClientException)
                || HandshakeRefusedException.in(trouble).isPresent()
                || TIME_OUT.matcher(String.valueOf(trouble.getMessage())).find();
    }

    private AdminCallException explained(AdminCallException call, List<Throwable> own, List<Throwable> troubles) {
        over = troubles(0).size();
        // A tunnel that ended before says nothing of this one, which stood: nobody serves the port at its far end.
        boolean stood = own.isEmpty() || !isTheTunnels(own.get(own.size() - 1));
        if (troubles.isEmpty() || call.isPortClosed() && stood) {
            return call;
        }
        Throwable latest = troubles.get(troubles.size() - 1);
        String sentence = words.apply(latest);
        return HandshakeRefusedException.in(latest).isPresent()
                ? new WayRefusedException(call.outcome(), sentence, call)
                : new AdminCallException(call.outcome(), "no answer from " + address() + ": " + sentence, call);
    }

    @Override
    public void close() {
        connection.close();
    }
}
