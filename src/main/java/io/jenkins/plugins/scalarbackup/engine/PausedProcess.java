package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.util.Objects;
import java.util.Optional;

/**
 * The process of a pod that our Pause has paused: a restart of the container that serves the admin port ends it. The API
 * server may report a restart late. That it happened after our Pause shows in the connection that carried the answer: it
 * ends with the process.
 */
final class PausedProcess {
    private final Pod before;
    private Container container;
    private PodConnection pauseConnection;
    private boolean restarted;

    PausedProcess(Pod before) {
        this.before = before;
    }

    /** Notes the connection that our Pause is sent over. */
    void notePauseSentOver(PodConnection connection) {
        pauseConnection = connection;
    }

    /**
     * Notes the pod's current state.
     *
     * @param port the admin port
     * @param answered whether our Pause has been answered; if not, the container reported now is the one that our Pause
     *     will reach
     */
    void noteState(Pod now, int port, boolean answered) {
        if (container == null) {
            container = before.serving(port).orElse(null);
        }
        if (container == null) {
            // The restart may be a sidecar's.
            return;
        }
        Optional<Container> same = now.containers().stream()
                .filter(one -> one.name().equals(container.name()))
                .findFirst();
        boolean isAnother = same.isPresent()
                && (Boolean.TRUE.equals(same.get().ended())
                        || same.get().restartCount() != container.restartCount()
                        || !Objects.equals(same.get().containerId(), container.containerId()));
        if (isAnother && answered) {
            restarted = true;
        } else if (isAnother) {
            container = same.get();
        }
    }

    /** Returns whether it may be gone: then the pod may be unpaused, or paused by somebody else. */
    boolean mayBeGone() {
        return restarted;
    }

    /** Returns whether it is gone, and our pause with it. */
    boolean isGone() {
        return restarted && pauseConnection != null && pauseConnection.wasLostSincePause();
    }
}
