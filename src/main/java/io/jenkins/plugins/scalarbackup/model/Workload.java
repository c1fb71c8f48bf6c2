package io.jenkins.plugins.scalarbackup.model;

/**
 * The owner of a target's pods, at one moment.
 *
 * @param kind {@code Deployment}, {@code StatefulSet}, {@code DaemonSet}; {@code Pod} for a pod without an owner; other
 *     kinds by their name
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 * @param generation its {@code metadata.generation}, which also counts changes that don't matter, such as to a Deployment's
 *     annotations
 * @param template digest of its pod template; null if unknown
 * @param replicas the desired number of pods; null if unknown, or if the workload does not define it
 * @param unsettled null if no rollout is under way, else what is not settled yet, as text for the log
 * @param known whether the status of this kind can be judged; if not, there is a warning
 */
public record Workload(
        String kind,
        String namespace,
        String name,
        String uid,
        long generation,
        String template,
        Integer replicas,
        String unsettled,
        boolean known) {
    /** The text of {@link #unsettled} if somebody paused the rollout, which only a person resumes. */
    public static final String ROLLOUT_PAUSED = "its rollout is paused";

    /** The beginning of {@link #unsettled} if old pods stay until somebody deletes them. */
    public static final String ON_DELETE = "its strategy is OnDelete, and ";

    /** A workload with an unknown pod template. */
    public Workload(
            String kind, String namespace, String name, String uid, long generation, String unsettled, boolean known) {
        this(kind, namespace, name, uid, generation, null, null, unsettled, known);
    }

    /** {@code Deployment/ledger}. */
    public String named() {
        return kind + "/" + name;
    }
}
