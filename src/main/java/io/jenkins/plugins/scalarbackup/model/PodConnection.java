package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * An open connection to one pod's Admin service. A failed call completes with an {@link AdminCallException}, from any
 * thread. No call is repeated by itself and none waits for a connection to come back: an outcome belongs to exactly one
 * request.
 */
public interface PodConnection extends AutoCloseable {
    /** Where it leads, as log and record show it: {@code 10.1.2.3:60053}. */
    String address();

    /**
     * Closes the gate and waits for what is in flight ({@code wait_outstanding}).
     *
     * @param maxPauseWait how long the pod may drain before it opens its gate again by itself
     * @param deadline how long to wait for the answer, longer than {@code maxPauseWait}
     */
    CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline);

    /** Whether the gate is closed. True does not mean drained: it is true while the pod drains. */
    CompletionStage<Boolean> checkPaused(Duration deadline);

    /** Opens the gate. */
    CompletionStage<Void> unpause(Duration deadline);

    /** What can be asked of a pod. */
    enum Request {
        PAUSE,
        CHECK_PAUSED,
        UNPAUSE
    }

    /**
     * Says which requests come next, in their order, so that what can be done of them beforehand is: less is left to do
     * while production waits. Others may come instead, or none.
     */
    default void expect(Request... next) {
        // Nothing has to be done beforehand.
    }

    /**
     * Whether the other side ended the connection over which the Pause was answered. Where that can't be told, it did not.
     */
    default boolean wasLostSincePause() {
        return false;
    }

    /** Gives sockets and port-forwards back. */
    @Override
    void close();
}
