package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The link to one pod: its connection, how to reconnect, and whether the pod still exists. */
final class PodLink {
    static final int TRIES_BEFORE_RECONNECT = 3;

    private final EventLoop loop;
    private final LoopFutures futures;

    private PodConnection connection;
    private String address;
    private Supplier<CompletableFuture<PodConnection>> reconnection =
            () -> CompletableFuture.failedFuture(new RefusedException("There is no way to connect to it again."));
    private Supplier<CompletableFuture<PodConnection>> formerReconnection =
            () -> CompletableFuture.failedFuture(new RefusedException("Where it was is not known."));
    private int failedTries;
    private boolean gone;
    private boolean givenUp;
    private boolean closed;
    private String error;

    /** @param connection null if the first try is to make one */
    PodLink(EventLoop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.connection = connection;
        this.address = connection == null ? pod.ip() : connection.address();
    }

    /** Restores it from the journal. */
    void remember(String formerAddress, String formerError) {
        address = formerAddress;
        error = formerError;
    }

    /** Sets how to reconnect to the pod; the result is null if the pod (its UID) is gone. */
    void reconnectBy(Supplier<CompletableFuture<PodConnection>> way) {
        reconnection = way;
    }

    /** Sets how to connect to its former address, if the API server does not say in time where it is. */
    void reconnectToFormerAddressBy(Supplier<CompletableFuture<PodConnection>> way) {
        formerReconnection = way;
    }

    /** The connection; null before the first. */
    PodConnection connection() {
        return connection;
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Returns whether there is no reason to reconnect. */
    private boolean isGood() {
        return connection != null && failedTries < TRIES_BEFORE_RECONNECT;
    }

    String address() {
        return address;
    }

    /** Prepares the next requests. */
    void expect(PodConnection.Request... next) {
        if (connection != null) {
            connection.expect(next);
        }
    }

    /**
     * Reconnects: to the address that the API server names, or if it does not answer in time, to the former one. Never
     * fails; callers try again.
     */
    CompletableFuture<Void> reconnect() {
        failedTries = 0;
        CompletableFuture<Void> connected = new CompletableFuture<>();
        EventLoop.Timer patience = loop.after(
                ProtocolTimes.POD_QUESTION, () -> connectToFormerAddress().thenRun(() -> connected.complete(null)));
        PodConnection before = connection;
        reconnection.get().whenComplete((fresh, failure) -> {
            patience.cancel();
            if (failure == null) {
                take(fresh, before);
                connected.complete(null);
            } else {
                error = Failures.sentence(failure);
                connectToFormerAddress().thenRun(() -> connected.complete(null));
            }
        });
        return connected;
    }

    /** The same, unless the connection is good. */
    CompletableFuture<Void> reconnectIfNeeded() {
        return isGood() ? CompletableFuture.completedFuture(null) : reconnect();
    }

    private void take(PodConnection fresh, PodConnection before) {
        if (fresh == null) {
            gone = true;
        } else if (closed || connection != before && isGood()) {
            // Too late: the connection is not needed any more, or one to the former address is in use.
            fresh.close();
        } else {
            closeConnection();
            connection = fresh;
        }
    }

    private CompletableFuture<Void> connectToFormerAddress() {
        if (connection != null) {
            return CompletableFuture.completedFuture(null);
        }
        return formerReconnection.get().handle((old, failure) -> {
            if (failure == null && connection == null && !closed) {
                connection = old;
            } else if (failure == null && old != null) {
                old.close();
            }
            return null;
        });
    }

    /**
     * Checks whether a new connection, too, shows that nothing serves the port, to tell a failure of the port-forward from
     * one of the pod. Keeps the new connection if it works. Never fails.
     */
    CompletableFuture<Boolean> confirmPortClosed(Duration deadline) {
        CompletableFuture<Boolean> closedAnew = new CompletableFuture<>();
        // If the API server does not say in time where the pod is, nothing is known about it.
        EventLoop.Timer patience = loop.after(deadline, () -> closedAnew.complete(false));
        PodConnection before = connection;
        reconnection
                .get()
                .thenCompose(fresh -> fresh == null
                        ? CompletableFuture.completedFuture(false)
                        : futures.call(() -> fresh.checkPaused(deadline)).handle((paused, failure) -> {
                            if (failure == null) {
                                take(fresh, before);
                            } else {
                                fresh.close();
                            }
                            return AdminCallException.isPortClosed(Failures.cause(failure));
                        }))
                .whenComplete((isClosed, failure) -> {
                    patience.cancel();
                    closedAnew.complete(failure == null && isClosed);
                });
        return closedAnew;
    }

    /** Notes an error with the pod, as text. */
    void noteError(String why) {
        error = why;
    }

    /** Notes that a request failed: the pod may have moved. */
    void noteFailedTry() {
        failedTries++;
    }

    /** The last error with the pod, as text; null if there was none. */
    String error() {
        return error;
    }

    /**
     * Notes that the pod left the selection: it is gone, or somebody removed a label and it is still paused. The next try
     * finds out.
     */
    void suspectGone() {
        failedTries = TRIES_BEFORE_RECONNECT;
    }

    /** Returns whether the pod is gone. */
    boolean isGone() {
        return gone;
    }

    /** Returns whether the pod is gone, or the tries have ended. */
    boolean isGoneOrGivenUp() {
        return gone || givenUp;
    }

    /** Ends the tries, for pods that need not be tried forever. */
    void giveUp() {
        givenUp = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Closes the connection. */
    void close() {
        closed = true;
        closeConnection();
    }

    private void closeConnection() {
        if (connection != null) {
            connection.close();
        }
    }
}
