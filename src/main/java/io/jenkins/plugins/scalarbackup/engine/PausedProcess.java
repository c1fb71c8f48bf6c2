package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.util.Objects;
import java.util.Optional;

/**
 * Which process of a pod our pause stands in: a restart of the container that serves the admin port ends it. What the API
 * server tells of a restart may lag behind the answer to our Pause; that it came after is known by the connection over which
 * that answer came, which ends with its process.
 */
final class PausedProcess {
    private final Pod before;
    private Container container;
    private PodConnection carrier;
    private boolean restarted;

    PausedProcess(Pod before) {
        this.before = before;
    }

    /** Our Pause is sent over it. */
    void pauseSentBy(PodConnection connection) {
        carrier = connection;
    }

    /**
     * The pod as it is now.
     *
     * @param port the admin port
     * @param answered whether our Pause was answered before: until then, what is told is what it will be sent to
     */
    void seen(Pod now, int port, boolean answered) {
        if (container == null) {
            container = before.serving(port).orElse(null);
        }
        if (container == null) {
            // A restart that may be a sidecar's says nothing.
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

    /** Whether it may be gone: the pod may be open, or paused by somebody else. */
    boolean mayBeGone() {
        return restarted;
    }

    /** Whether it is gone, and our pause with it. */
    boolean isGone() {
        return restarted && carrier != null && carrier.wasLostSincePause();
    }
}
