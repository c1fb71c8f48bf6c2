package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.backup.PodConnector;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.TargetCluster;
import io.jenkins.plugins.scalarbackup.backup.TargetSelection;
import io.jenkins.plugins.scalarbackup.backup.WindowState;
import io.jenkins.plugins.scalarbackup.config.BuildCredentials;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.kubernetes.EndpointPolicy;
import io.jenkins.plugins.scalarbackup.kubernetes.KubernetesTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reaches the clusters of targets: with a build's credentials, or with those that the journal kept. */
final class TargetClusters {
    private static final Logger LOGGER = Logger.getLogger(TargetClusters.class.getName());

    private final PodConnector connector;
    private final Executor blocking;

    TargetClusters(PodConnector connector, Executor blocking) {
        this.connector = connector;
        this.blocking = blocking;
    }

    /**
     * A target that is reached.
     *
     * @param cluster to be closed
     * @param entry what the journal keeps of it, its secret included
     */
    record Reached(TargetCluster cluster, JournalEntry.Target entry) {}

    /**
     * The clusters of a build's targets, in their order.
     *
     * @throws RefusedException when one of them can't be reached; then none is left open
     */
    List<Reached> of(List<WindowRequest.Target> targets, Run<?, ?> run) throws RefusedException {
        List<Reached> reached = new ArrayList<>();
        try {
            for (WindowRequest.Target target : targets) {
                ClusterCredentials credentials = BuildCredentials.of(target.connection(), run);
                JournalEntry.Target entry = new JournalEntry.Target(
                        target.selection(), BuildCredentials.keeping(target.connection(), credentials));
                reached.add(new Reached(of(target.selection(), credentials), entry));
            }
            return reached;
        } catch (RefusedException refusal) {
            reached.forEach(one -> one.cluster().close());
            throw refusal;
        }
    }

    /**
     * The clusters of a window that the journal remembers, in their order.
     *
     * @param run the window's build; null where it is gone
     */
    List<TargetCluster> of(JournalEntry entry, Run<?, ?> run) throws RefusedException {
        List<TargetCluster> clusters = new ArrayList<>();
        try {
            for (int i = 0; i < entry.targets().size(); i++) {
                clusters.add(
                        again(entry.targets().get(i), entry.state().targets().get(i), run));
            }
            return clusters;
        } catch (RefusedException refusal) {
            clusters.forEach(TargetCluster::close);
            throw refusal;
        }
    }

    /**
     * The credential as it is now, since it may have been rotated. Where the build can't have it any more, or where it
     * leads to another API server by now, whose pods are none of this window's: the copy with which the pods were paused.
     */
    private TargetCluster again(JournalEntry.Target target, WindowState.TargetState was, Run<?, ?> run)
            throws RefusedException {
        ClusterConnection connection = target.connection();
        if (connection.credentialsId() != null) {
            try {
                KubernetesTarget fresh = of(target.selection(), BuildCredentials.of(connection, run));
                if (!connection.keepsSecret()
                        || fresh.server().equals(was.target().cluster())) {
                    return fresh;
                }
                fresh.close();
            } catch (RefusedException gone) {
                if (!connection.keepsSecret()) {
                    throw gone;
                }
                LOGGER.log(
                        Level.INFO,
                        "The pods of {0} are opened with the copy of their credential in the journal: {1}",
                        new Object[] {was.target().named(), gone.getMessage()});
            }
        }
        return of(target.selection(), BuildCredentials.kept(connection));
    }

    /** A cluster with credentials in hand. */
    KubernetesTarget of(TargetSelection selection, ClusterCredentials credentials) throws RefusedException {
        EndpointPolicy policy =
                new EndpointPolicy(ScalarBackupConfiguration.get().insecureEndpointsAllowed());
        return new KubernetesTarget(selection, credentials, policy, connector, blocking);
    }
}
