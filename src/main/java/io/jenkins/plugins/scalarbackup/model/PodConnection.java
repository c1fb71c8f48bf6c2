package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * An open connection to one pod's Admin service. A failed call completes with an {@link AdminCallException}, from any
 * thread. No call is retried automatically, and none waits for the connection to be restored: an outcome belongs to exactly
 * one request.
 */
public interface PodConnection extends AutoCloseable {
    /** The pod's address, as shown in log and record: {@code 10.1.2.3:60053}. */
    String address();

    /**
     * Closes the gate and waits for transactions in flight ({@code wait_outstanding}).
     *
     * @param maxPauseWait how long the pod may drain before it opens its gate again on its own
     * @param deadline how long to wait for the answer, longer than {@code maxPauseWait}
     */
    CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline);

    /** Whether the gate is closed. True does not mean drained: it is true while the pod drains. */
    CompletionStage<Boolean> checkPaused(Duration deadline);

    /** Opens the gate. */
    CompletionStage<Void> unpause(Duration deadline);

    /** The requests of the Admin service. */
    enum Request {
        PAUSE,
        CHECK_PAUSED,
        UNPAUSE
    }

    /**
     * Announces the next requests, in order, so that they can be prepared before production waits for them. Others may come
     * instead, or none.
     */
    default void expect(Request... next) {
        // Nothing to prepare.
    }

    /**
     * Returns whether the other side ended the connection over which the Pause was answered; false if that can't be
     * told.
     */
    default boolean wasLostSincePause() {
        return false;
    }

    /** Releases sockets and port-forwards. */
    @Override
    void close();
}
