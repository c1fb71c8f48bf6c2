package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PodAccessRefusedException;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
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
 * A connection through a port-forward. Its local end accepts every connection, and closes it if the tunnel can't be
 * made. So a failure of the connection itself only says that a local socket was closed; the reason comes from the
 * port-forward. Answers of the pod are passed on unchanged.
 */
final class ForwardedConnection implements PodConnection {
    /** Time to wait for the reason: the port-forward reports it after it has closed the socket. */
    private static final long NOTED_AFTER_MILLIS = 200;

    private static final Pattern TIME_OUT = Pattern.compile("time(d )?-?out", Pattern.CASE_INSENSITIVE);

    private final PodConnection connection;
    private final LocalPortForward forward;
    private final Function<Throwable, String> words;
    /**
     * The number of the port-forward's errors that belong to calls that have ended: an old error does not explain a new
     * failure.
     */
    private volatile int over;

    /** @param words describes an error of the port-forward */
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

    /** Returns why the latest tunnel failed, in the API server's own words; empty if it gave no reason. */
    Optional<String> failure() {
        List<Throwable> all = failures(0);
        return all.isEmpty() ? Optional.empty() : Optional.of(words.apply(all.get(all.size() - 1)));
    }

    private List<Throwable> failures(int before) {
        List<Throwable> all = new ArrayList<>(forward.getServerThrowables());
        return all.subList(Math.min(before, all.size()), all.size());
    }

    private <T> CompletionStage<T> explained(Supplier<CompletionStage<T>> call) {
        int before = over;
        int begun = failures(0).size();
        CompletableFuture<T> explained = new CompletableFuture<>();
        call.get().whenComplete((answer, failure) -> {
            Throwable cause = Failures.cause(failure);
            if (cause instanceof AdminCallException broken && !isAnswerOfPod(broken)) {
                noted(begun)
                        .thenAccept(own -> explained.completeExceptionally(explained(broken, own, failures(before))));
                return;
            }
            over = failures(0).size();
            if (cause == null) {
                explained.complete(answer);
            } else {
                explained.completeExceptionally(cause);
            }
        });
        return explained;
    }

    /** Returns whether a failure is an answer of the pod itself. */
    private static boolean isAnswerOfPod(AdminCallException call) {
        return call.outcome() != Outcome.UNREACHABLE && call.outcome() != Outcome.UNKNOWN;
    }

    private CompletableFuture<List<Throwable>> noted(int begun) {
        List<Throwable> known = failures(begun);
        return known.isEmpty()
                ? CompletableFuture.supplyAsync(
                        () -> failures(begun),
                        CompletableFuture.delayedExecutor(NOTED_AFTER_MILLIS, TimeUnit.MILLISECONDS))
                : CompletableFuture.completedFuture(known);
    }

    /**
     * Returns whether an error is one of the tunnel itself: it could not be made, or timed out at its far end. An error
     * that came through the tunnel, such as a refusal by the pod, is another {@link KubernetesClientException}.
     */
    private static boolean isTunnelError(Throwable trouble) {
        return !(trouble instanceof KubernetesClientException)
                || HandshakeRefusedException.in(trouble).isPresent()
                || TIME_OUT.matcher(String.valueOf(trouble.getMessage())).find();
    }

    private AdminCallException explained(AdminCallException call, List<Throwable> own, List<Throwable> troubles) {
        over = failures(0).size();
        // This tunnel was established if its latest error came through it, or if there is none: then nothing serves the
        // port at its far end. Errors of earlier tunnels don't count.
        boolean stood = own.isEmpty() || !isTunnelError(own.get(own.size() - 1));
        if (troubles.isEmpty() || call.isPortClosed() && stood) {
            return call;
        }
        Throwable latest = troubles.get(troubles.size() - 1);
        String sentence = words.apply(latest);
        return HandshakeRefusedException.in(latest).isPresent()
                ? new PodAccessRefusedException(call.outcome(), sentence, call)
                : new AdminCallException(call.outcome(), "no answer from " + address() + ": " + sentence, call);
    }

    @Override
    public void close() {
        connection.close();
    }
}
