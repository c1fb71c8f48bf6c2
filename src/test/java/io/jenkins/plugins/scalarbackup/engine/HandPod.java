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

/** A pod and its gate that a test controls. It answers at once, unless it is to be slow, silent or out of reach. */
final class HandPod {
    private final HandLoop loop;
    Pod shown;
    boolean paused;
    /** True if it accepts requests and answers none. */
    boolean silent;
    /** True if nothing reaches it. */
    boolean unreachable;
    /** True if it accepts no connection: nothing serves its port. */
    boolean portClosed;
    /** The duration of its drain. */
    Duration drains = Duration.ZERO;
    /**
     * The failure of a Pause; null if there is none. The gate closes nevertheless if {@link #closesAllTheSame} is set.
     */
    Outcome refusesPause;

    boolean closesAllTheSame;
    /** True if somebody unpauses it before it answers its Pause. */
    boolean opensAtOnce;
    /** True if it answers nothing after its Pause but that. */
    boolean silentAfterPause;

    /** True if it answers nothing after its Unpause but that. */
    boolean silentAfterUnpause;
    /** The failure of an Unpause, which has no effect; null if there is none. */
    Outcome refusesUnpause;

    /** The number of Unpauses that it acknowledges without effect. */
    int deaf;

    /** All requests to it, in their order. */
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

    /** A connection to it. */
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
