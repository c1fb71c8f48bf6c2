package io.jenkins.plugins.scalarbackup.backup;

import java.util.List;
import java.util.Optional;

/**
 * A pod at one moment, by what matters for a window.
 *
 * @param name its name, which a StatefulSet uses again
 * @param uid its UID, which nothing uses again
 * @param phase {@code status.phase}
 * @param ready whether its condition {@code Ready} is true
 * @param terminating whether it is being deleted
 * @param node the node it runs on; null before it was scheduled
 * @param ip its address; null before it has one
 * @param containers its containers without the init containers that came and went; sidecars included
 */
public record Pod(
        String name,
        String uid,
        String phase,
        boolean ready,
        boolean terminating,
        String node,
        String ip,
        List<Container> containers) {

    public Pod {
        containers = List.copyOf(containers);
    }

    /** The sum over the containers, what {@code kubectl get pods} shows as RESTARTS. */
    public int restartCount() {
        return containers.stream().mapToInt(Container::restartCount).sum();
    }

    /** Whether it ended for good and only its object is left (an evicted pod, say), so that it serves nobody. */
    public boolean isLeftover() {
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    /** Whether it runs, as Kubernetes has it. */
    public boolean isRunning() {
        return "Running".equals(phase);
    }

    /**
     * The container that serves a port: the one that says so, or the only one. Empty where that can't be told, as with a
     * sidecar beside a product whose ports nobody wrote down.
     */
    public Optional<Container> serving(int port) {
        List<Container> saying = containers.stream()
                .filter(container -> container.ports().contains(port))
                .toList();
        List<Container> candidates = saying.isEmpty() ? containers : saying;
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }
}
