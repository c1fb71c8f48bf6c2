package io.jenkins.plugins.scalarbackup.model;

/**
 * What owns a target's pods, at one moment.
 *
 * @param kind {@code Deployment}, {@code StatefulSet}, {@code DaemonSet}; {@code Pod} for a pod that nothing owns;
 *     others as they are
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 * @param generation its {@code metadata.generation}, which counts more changes than matter: a Deployment's annotations, say
 * @param template what its pods are made of, digested; null where that is not known
 * @param replicas how many it is to have; null where that is not known, or not for it to say
 * @param unsettled null when no rollout is under way, else what is not settled yet, in words for the log
 * @param known whether this kind's status can be judged; false draws a warning
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
    /** How {@link #unsettled} says that somebody paused the rollout, which nothing but a person resumes. */
    public static final String ROLLOUT_PAUSED = "its rollout is paused";

    /** How {@link #unsettled} begins where old pods stay until somebody deletes them. */
    public static final String ON_DELETE = "its strategy is OnDelete, and ";

    /** One of which it is not known what it would run. */
    public Workload(
            String kind, String namespace, String name, String uid, long generation, String unsettled, boolean known) {
        this(kind, namespace, name, uid, generation, null, null, unsettled, known);
    }

    /** {@code Deployment/ledger}. */
    public String named() {
        return kind + "/" + name;
    }
}
