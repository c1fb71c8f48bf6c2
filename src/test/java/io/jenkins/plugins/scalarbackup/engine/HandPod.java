package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A pod with its gate that a test holds in its hand. It answers at once, unless it is to be slow, silent or out of reach. */
final class HandPod {
    private final HandLoop loop;
    Pod shown;
    boolean paused;
    /** It takes requests, and answers none. */
    boolean silent;
    /** Nothing gets there. */
    boolean unreachable;
    /** It takes no connection: nobody serves its port. */
    boolean portClosed;
    /** How long its drain takes. */
    Duration drains = Duration.ZERO;
    /** What it answers to a Pause instead; the gate closes all the same where {@link #closesAllTheSame}. */
    Outcome refusesPause;

    boolean closesAllTheSame;
    /** Somebody opens it before it answers its Pause. */
    boolean opensAtOnce;
    /** From its Pause on it answers nothing but that. */
    boolean silentAfterPause;

    /** From its Unpause on it answers nothing but that. */
    boolean silentAfterUnpause;
    /** What it answers to an Unpause, and stays as it was. */
    Outcome refusesUnpause;

    /** Unpauses that it acknowledges, and stays as it was. */
    int deaf;

    /** Everything that was asked of it, in its order. */
    final List<String> told = new ArrayList<>();

    final List<HandPodConnection> connections = new ArrayList<>();

    HandPod(HandLoop loop, Pod shown) {
        this.loop = loop;
        this.shown = shown;
    }

    long count(String request) {
        return told.stream().filter(request::equals).count();
    }

    long open() {
        return connections.stream().filter(connection -> !connection.closed).count();
    }

    HandPodConnection connect() {
        HandPodConnection connection = new HandPodConnection();
        connections.add(connection);
        return connection;
    }

    private static AdminCallException failure(Outcome outcome) {
        return new AdminCallException(outcome, "the pod says " + outcome);
    }

    /** One connection to it. */
    final class HandPodConnection implements PodConnection {
        boolean closed;
        final List<List<Request>> expected = new ArrayList<>();

        @Override
        public String address() {
            return shown.ip() + ":60053";
        }

        private <T> CompletionStage<T> ask(String request, Duration deadline, Supplier<CompletionStage<T>> answer) {
            told.add(request);
            if (portClosed) {
                return CompletableFuture.failedFuture(
                        AdminCallException.portClosed("Connection refused.", new java.net.ConnectException()));
            }
            if (closed || unreachable) {
                return CompletableFuture.failedFuture(failure(Outcome.UNREACHABLE));
            }
            if (silent) {
                CompletableFuture<T> never = new CompletableFuture<>();
                loop.after(deadline, () -> never.completeExceptionally(failure(Outcome.UNKNOWN)));
                return never;
            }
            return answer.get();
        }

        @Override
        public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
            return ask("pause", deadline, () -> {
                paused = refusesPause == null || closesAllTheSame;
                if (refusesPause != null) {
                    return CompletableFuture.failedFuture(failure(refusesPause));
                }
                paused = !opensAtOnce;
                silent = silentAfterPause;
                CompletableFuture<Void> drained = new CompletableFuture<>();
                if (drains.isZero()) {
                    drained.complete(null);
                } else {
                    loop.after(drains, () -> drained.complete(null));
                }
                return drained;
            });
        }

        @Override
        public CompletionStage<Boolean> checkPaused(Duration deadline) {
            return ask("check", deadline, () -> CompletableFuture.completedFuture(paused));
        }

        @Override
        public CompletionStage<Void> unpause(Duration deadline) {
            return ask("unpause", deadline, () -> {
                if (refusesUnpause != null) {
                    return CompletableFuture.failedFuture(failure(refusesUnpause));
                }
                paused = paused && deaf-- > 0;
                silent = silentAfterUnpause;
                return CompletableFuture.completedFuture(null);
            });
        }

        @Override
        public void expect(Request... next) {
            expected.add(List.of(next));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
