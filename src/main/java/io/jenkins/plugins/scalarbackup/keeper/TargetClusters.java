package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.config.BuildCredentials;
import io.jenkins.plugins.scalarbackup.config.ClusterConnection;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.kubernetes.EndpointPolicy;
import io.jenkins.plugins.scalarbackup.kubernetes.KubernetesTarget;
import io.jenkins.plugins.scalarbackup.kubernetes.OtherCredentials;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Connects the clusters of targets, with a build's credentials or with those in the journal. */
final class TargetClusters {
    private static final Logger LOGGER = Logger.getLogger(TargetClusters.class.getName());

    /** The time limit for a credentials provider. */
    private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(60);
    /** The same limit if the journal has a copy: pods are paused, and unpausing comes first. */
    private static final Duration LOOKUP_TIMEOUT_WITH_COPY = Duration.ofSeconds(3);

    private final PodConnector connector;
    private final Executor blocking;
    private final BoundedCall calls;

    TargetClusters(PodConnector connector, Executor blocking) {
        this.connector = connector;
        this.blocking = blocking;
        this.calls = new BoundedCall(blocking);
    }

    /**
     * A target whose cluster is connected.
     *
     * @param cluster the cluster, which the caller closes
     * @param server the URL of its API server
     * @param namespace the namespace of the target
     * @param entry the target's part of the journal, including its secret
     */
    record Connected(TargetCluster cluster, String server, String namespace, JournalEntry.Target entry) {}

    /**
     * Connects the clusters of a build's targets; the result is in their order.
     *
     * @throws RefusedException if one of them can't be reached; then none is left open
     */
    List<Connected> connect(List<WindowRequest.Target> targets, Run<?, ?> run) throws RefusedException {
        List<Connected> connected = new ArrayList<>();
        try {
            for (WindowRequest.Target target : targets) {
                ClusterCredentials credentials = lookUp(target.connection(), run, LOOKUP_TIMEOUT);
                JournalEntry.Target entry = new JournalEntry.Target(
                        target.selection(), BuildCredentials.withSecret(target.connection(), credentials));
                KubernetesTarget cluster =
                        connect(target.selection(), credentials, otherCredentials(entry.connection(), () -> run));
                connected.add(new Connected(cluster, cluster.server(), cluster.namespace(), entry));
            }
            return connected;
        } catch (RefusedException refusal) {
            connected.forEach(one -> one.cluster().close());
            throw refusal;
        }
    }

    /**
     * Connects the clusters of a window in the journal; the result is in the order of its targets.
     *
     * @param run returns the window's build; null if it is gone
     * @throws RefusedException if one of them can't be reached; then none is left open
     */
    List<TargetCluster> connect(JournalEntry entry, Supplier<Run<?, ?>> run) throws RefusedException {
        List<TargetCluster> clusters = new ArrayList<>();
        try {
            for (int i = 0; i < entry.targets().size(); i++) {
                clusters.add(reconnect(
                        entry.targets().get(i), entry.state().targets().get(i), run));
            }
            return clusters;
        } catch (RefusedException refusal) {
            clusters.forEach(TargetCluster::close);
            throw refusal;
        }
    }

    private ClusterCredentials lookUp(ClusterConnection connection, Run<?, ?> run, Duration patience)
            throws RefusedException {
        try {
            return calls.within(patience, () -> BuildCredentials.of(connection, run));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            LOGGER.log(Level.WARNING, "A credentials provider failed", failure.getCause());
            throw new RefusedException("Credential \"" + connection.credentialsId() + "\" can't be looked up: its"
                    + " provider failed with " + failure.getCause() + ".");
        } catch (BoundedCall.TimedOutException late) {
            throw new RefusedException(
                    "Credential \"" + connection.credentialsId() + "\" can't be looked up: " + late.getMessage() + ".");
        }
    }

    /**
     * Connects with the current credential, because it may have been rotated. If the build can't use it any more, or if
     * it now leads to another API server, whose pods are not those of this window, connects with the copy with which
     * the pods were paused.
     */
    private TargetCluster reconnect(JournalEntry.Target target, WindowState.TargetState was, Supplier<Run<?, ?>> run)
            throws RefusedException {
        ClusterConnection connection = target.connection();
        if (connection.credentialsId() != null) {
            try {
                Duration patience = connection.hasSecret() ? LOOKUP_TIMEOUT_WITH_COPY : LOOKUP_TIMEOUT;
                KubernetesTarget fresh = connect(
                        target.selection(), lookUp(connection, run.get(), patience), otherCredentials(connection, run));
                if (!connection.hasSecret()
                        || fresh.server().equals(was.target().cluster())) {
                    return fresh;
                }
                fresh.close();
            } catch (RefusedException gone) {
                if (!connection.hasSecret()) {
                    throw gone;
                }
                LOGGER.log(
                        Level.INFO,
                        "The pods of {0} are opened with the copy of their credential in the journal: {1}",
                        new Object[] {was.target().named(), gone.getMessage()});
            }
        }
        return connect(target.selection(), BuildCredentials.ofCopy(connection), otherCredentials(connection, run));
    }

    /** Returns the credentials to try if the API server refuses one: its current version, and the journal's copy. */
    private OtherCredentials otherCredentials(ClusterConnection connection, Supplier<Run<?, ?>> run) {
        if (connection.credentialsId() == null) {
            return OtherCredentials.NONE;
        }
        return () -> List.of(() -> lookedUpOrNull(connection, run.get()), () -> keptOrNull(connection));
    }

    private ClusterCredentials lookedUpOrNull(ClusterConnection connection, Run<?, ?> run) {
        try {
            return lookUp(connection, run, LOOKUP_TIMEOUT_WITH_COPY);
        } catch (RefusedException gone) {
            LOGGER.log(Level.FINE, "A credential that is refused can't be looked up again", gone);
            return null;
        }
    }

    private static ClusterCredentials keptOrNull(ClusterConnection connection) {
        try {
            return connection.hasSecret() ? BuildCredentials.ofCopy(connection) : null;
        } catch (RefusedException undecipherable) {
            LOGGER.log(Level.FINE, "The copy of a credential that is refused can't be used", undecipherable);
            return null;
        }
    }

    /** Connects a cluster with given credentials. */
    KubernetesTarget connect(TargetSelection selection, ClusterCredentials credentials) throws RefusedException {
        return connect(selection, credentials, OtherCredentials.NONE);
    }

    private KubernetesTarget connect(TargetSelection selection, ClusterCredentials credentials, OtherCredentials others)
            throws RefusedException {
        EndpointPolicy policy =
                new EndpointPolicy(ScalarBackupConfiguration.get().insecureEndpointsAllowed());
        return new KubernetesTarget(selection, credentials, policy, connector, blocking, others);
    }
}
