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

/** The way to one pod: its connection, how another one is made, and whether the pod is there at all. */
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

    /** @param connection null where the first try is to make one */
    PodLink(EventLoop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.connection = connection;
        this.address = connection == null ? pod.ip() : connection.address();
    }

    /** What a journal says of it. */
    void remember(String formerAddress, String formerError) {
        address = formerAddress;
        error = formerError;
    }

    /** How to reach the pod anew; answers null when the pod (its UID) is gone. */
    void reconnectBy(Supplier<CompletableFuture<PodConnection>> way) {
        reconnection = way;
    }

    /** How to reach it where it was, when nobody says in time where it is. */
    void reconnectToFormerAddressBy(Supplier<CompletableFuture<PodConnection>> way) {
        formerReconnection = way;
    }

    /** Null before there is one. */
    PodConnection connection() {
        return connection;
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Whether there is no reason to look for another connection. */
    boolean isGood() {
        return connection != null && failedTries < TRIES_BEFORE_RECONNECT;
    }

    String address() {
        return address;
    }

    /** Readies what comes next. */
    void expect(PodConnection.Request... next) {
        if (connection != null) {
            connection.expect(next);
        }
    }

    /**
     * Makes a connection: to where the API server says that the pod is, and when it does not say so in time, to where the
     * pod was. Never fails; whoever needs it tries again.
     */
    CompletableFuture<Void> connectAgain() {
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

    private void take(PodConnection fresh, PodConnection before) {
        if (fresh == null) {
            gone = true;
        } else if (closed || connection != before && isGood()) {
            // The answer came late: nobody needs it any more, or one to where it was is in use.
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
     * Asks over a connection that is made anew, by which a tunnel's own failure is told from the pod's. One that answers is
     * kept. Answers whether that one, too, says that nobody serves the port; never fails.
     */
    CompletableFuture<Boolean> isPortClosedAnew(Duration deadline) {
        CompletableFuture<Boolean> closedAnew = new CompletableFuture<>();
        // Where nobody says in time where the pod is, nothing is known of it.
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

    /** Something went wrong with the pod, in words. */
    void failed(String why) {
        error = why;
    }

    /** A request came to nothing: the pod may have moved. */
    void tryFailed() {
        failedTries++;
    }

    /** The last thing that went wrong with the pod, in words; null when nothing did. */
    String error() {
        return error;
    }

    /**
     * The pod left the selection: it is gone, or somebody took a label from it and it is as paused as before. The next
     * try asks.
     */
    void mayBeGone() {
        failedTries = TRIES_BEFORE_RECONNECT;
    }

    /** Whether there is no pod any more, or nobody asks for it any more. */
    boolean isGone() {
        return gone;
    }

    /** Ends the tries, where the pod is not ours to be tried for ever. */
    void giveUp() {
        givenUp = true;
        gone = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Gives the connection back. */
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
