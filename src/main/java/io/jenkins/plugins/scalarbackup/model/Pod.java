package io.jenkins.plugins.scalarbackup.model;

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
 * @param ips all its addresses, of each family one; empty where they are not known
 * @param runs whether a container of it runs, or may run, whatever its phase says; null where that is not known
 */
public record Pod(
        String name,
        String uid,
        String phase,
        boolean ready,
        boolean terminating,
        String node,
        String ip,
        List<Container> containers,
        List<String> ips,
        Boolean runs) {

    public Pod {
        containers = List.copyOf(containers);
        ips = List.copyOf(ips);
    }

    /** One of which no more is known. */
    public Pod(
            String name,
            String uid,
            String phase,
            boolean ready,
            boolean terminating,
            String node,
            String ip,
            List<Container> containers) {
        this(name, uid, phase, ready, terminating, node, ip, containers, List.of(), null);
    }

    /** The sum over the containers, what {@code kubectl get pods} shows as RESTARTS. */
    public int restartCount() {
        return containers.stream().mapToInt(Container::restartCount).sum();
    }

    /**
     * Whether it ended for good and only its object is left (an evicted pod, say), so that it serves nobody. Its phase alone
     * does not say so: older kubelets tell that a pod has failed before they end its containers.
     */
    public boolean isLeftover() {
        return hasEndedByName() && !Boolean.TRUE.equals(runs);
    }

    /** Whether its phase says that it has ended, which is no proof that it has. */
    public boolean hasEndedByName() {
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
