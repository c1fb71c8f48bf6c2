package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.time.Instant;

/**
 * A connection by which windows were opened, without any secret: enough to list their Leases in its cluster.
 *
 * @param cluster the API server's URL
 * @param namespace the namespace of the pods
 * @param credentialsId null if a kubeconfig came with the step, which can't be obtained again
 * @param context the kubeconfig's context; null for its current one
 * @param serverUrl the server's URL, for a token
 * @param caCertificate the server's CA, for a token
 * @param item the full name of the job whose credential it is; null for a global one
 * @param access how the pods were reached
 * @param tls how to connect to the Admin service
 * @param lastUsed when a window was last opened by it
 */
record RecentConnection(
        String cluster,
        String namespace,
        String credentialsId,
        String context,
        String serverUrl,
        String caCertificate,
        String item,
        Access access,
        AdminTls tls,
        Instant lastUsed) {
    /** Stands for the URL if the cluster of a credential is not known. */
    static final String ANY_CLUSTER = "the global defaults' cluster";

    /** Returns the connection of a target, as used now by a build. */
    static RecentConnection of(TargetClusters.Connected target, Run<?, ?> run) {
        ClusterConnection connection = target.entry().connection();
        TargetSelection selection = target.entry().selection();
        return new RecentConnection(
                target.server(),
                target.namespace(),
                connection.credentialsId(),
                connection.context(),
                connection.serverUrl(),
                connection.caCertificate(),
                run.getParent().getFullName(),
                selection.access(),
                selection.tls(),
                Instant.now());
    }

    /** Returns whether it has what every connection has: the file may have been edited. */
    boolean isComplete() {
        return cluster != null && namespace != null && lastUsed != null;
    }

    /** Returns whether its windows were on another API server than this. */
    boolean isOfAnotherClusterThan(String server) {
        return !cluster.equals(ANY_CLUSTER) && !cluster.equals(server);
    }

    /** Returns the same connection, used at another time. */
    RecentConnection at(Instant time) {
        return new RecentConnection(
                cluster, namespace, credentialsId, context, serverUrl, caCertificate, item, access, tls, time);
    }

    /** Returns whether two connections are equal except for the time of their use. */
    boolean isSameAs(RecentConnection other) {
        return at(null).equals(other.at(null));
    }

    /** Returns the connection as text, for the log. */
    String named() {
        return "namespace " + namespace + " of " + cluster
                + (credentialsId == null
                        ? ", by a kubeconfig that came with the step"
                        : ", by credential " + credentialsId)
                + (item == null ? "" : " of " + item);
    }
}
