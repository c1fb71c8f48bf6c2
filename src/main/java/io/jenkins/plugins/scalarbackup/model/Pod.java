package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Optional;

/**
 * A pod at one moment, reduced to what matters for a window.
 *
 * @param name its name, which a StatefulSet reuses
 * @param uid its UID, which is never reused
 * @param phase {@code status.phase}
 * @param ready whether its condition {@code Ready} is true
 * @param terminating whether it is being deleted
 * @param node the node it runs on; null before it was scheduled
 * @param ip its address; null before it has one
 * @param containers its containers, including sidecars, without completed init containers
 * @param ips all its addresses, one per family; empty if unknown
 * @param runs whether one of its containers runs, or may run, independent of the phase; null if unknown
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

    /** A pod without the optional values. */
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

    /** The sum over the containers, shown as RESTARTS by {@code kubectl get pods}. */
    public int restartCount() {
        return containers.stream().mapToInt(Container::restartCount).sum();
    }

    /**
     * Returns whether its containers have ended for good and only the object is left, such as of an evicted pod. The
     * phase alone does not prove it: older kubelets report a pod as failed before they stop its containers.
     */
    public boolean isLeftover() {
        return hasEndedByPhase() && !Boolean.TRUE.equals(runs);
    }

    /** Returns whether it has ended according to its phase, which does not prove it. */
    public boolean hasEndedByPhase() {
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    /** Returns whether its phase is Running. */
    public boolean isRunning() {
        return "Running".equals(phase);
    }

    /**
     * The container that serves a port: the one that declares it, or the only one. Empty if that can't be told, as with a
     * sidecar beside a container that declares no ports.
     */
    public Optional<Container> serving(int port) {
        List<Container> saying = containers.stream()
                .filter(container -> container.ports().contains(port))
                .toList();
        List<Container> candidates = saying.isEmpty() ? containers : saying;
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }
}
