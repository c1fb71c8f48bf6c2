package io.jenkins.plugins.scalarbackup.backup;

/**
 * What owns a target's pods, at one moment.
 *
 * @param kind {@code Deployment}, {@code StatefulSet}, {@code DaemonSet}; {@code Pod} for a pod that nothing owns;
 *     others as they are
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 * @param generation its {@code metadata.generation}: another one means that somebody changed the specification
 * @param unsettled null when no rollout is under way, else what is not settled yet, in words for the log
 * @param known whether this kind's status can be judged; false draws a warning
 */
public record Workload(
        String kind, String namespace, String name, String uid, long generation, String unsettled, boolean known) {

    /** {@code Deployment/ledger}. */
    public String named() {
        return kind + "/" + name;
    }
}
