package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.config.ItemCredentials;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.config.StepConnection;
import io.jenkins.plugins.scalarbackup.engine.LostWindow;
import io.jenkins.plugins.scalarbackup.kubernetes.KubernetesTarget;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/**
 * Finds windows by their Leases if the journal was lost. At a start, it lists the Leases of this controller's windows
 * in all clusters that were used; if the journal does not know the window of one, its pods are unpaused once the Lease
 * has expired. So a lost journal delays the Unpause, but does not prevent it.
 */
final class LostWindowSearch {
    private static final Logger LOGGER = Logger.getLogger(LostWindowSearch.class.getName());
    private static final Duration RETRY_DELAY = Duration.ofSeconds(30);
    /** The number of attempts for a cluster that does not answer; the next start of the controller begins again. */
    private static final int TRIES = 240;

    private final TargetClusters clusters;
    private final Executor blocking;
    private final EngineEnvironment environment;
    private final Predicate<String> isKnown;
    private final Map<String, LostWindow> lost = new ConcurrentHashMap<>();

    /**
     * Creates a search.
     *
     * @param isKnown whether a window is in the journal, or known to the keeper
     */
    LostWindowSearch(TargetClusters clusters, EngineEnvironment environment, Predicate<String> isKnown) {
        this.clusters = clusters;
        this.environment = environment;
        this.blocking = environment.blocking();
        this.isKnown = isKnown;
    }

    /** Searches on threads of its own: Jenkins' start does not wait for it. */
    void search(RecentConnections used) {
        blocking.execute(() -> {
            List<RecentConnection> connections = new ArrayList<>(used.read().orElseGet(() -> {
                LOGGER.info("Which clusters were used is not known, so only the one of the global defaults, if there is"
                        + " one, is asked for Leases of windows that were forgotten.");
                return List.of();
            }));
            boolean isUnknown = used.read().isEmpty();
            StepConnection defaults =
                    new StepConnection(null, null, null, null).orDefault(ScalarBackupConfiguration.get(), null);
            if (isUnknown && defaults.credentialsId() != null) {
                connections.add(ofDefaults(defaults));
            }
            connections.forEach(connection -> search(connection, TRIES));
        });
    }

    private static RecentConnection ofDefaults(StepConnection defaults) {
        ScalarBackupConfiguration configuration = ScalarBackupConfiguration.get();
        String access = configuration.getAccess();
        return new RecentConnection(
                RecentConnection.ANY_CLUSTER,
                null,
                defaults.credentialsId(),
                defaults.context(),
                defaults.serverUrl(),
                defaults.caCertificate(),
                null,
                access(access),
                new AdminTls(
                        configuration.isTls(), configuration.getTlsCaCertificate(), configuration.getTlsAuthority()),
                Instant.now());
    }

    private static Access access(String text) {
        for (Access one : Access.values()) {
            if (one.name().replace("_", "").equalsIgnoreCase(text)) {
                return one;
            }
        }
        return Access.AUTO;
    }

    private void search(RecentConnection connection, int tries) {
        KubernetesTarget cluster = null;
        try {
            cluster = connect(connection);
            String namespace = cluster.namespace();
            List<Leases.Lease> leases =
                    cluster.leases().list(namespace).toCompletableFuture().join();
            Holder anybody = holder("memory");
            List<Leases.Lease> forgotten = leases.stream()
                    .filter(lease -> LostWindow.isLost(lease, anybody, isKnown))
                    .toList();
            if (forgotten.isEmpty()) {
                cluster.close();
            } else {
                unpause(connection, cluster, forgotten);
            }
        } catch (RefusedException | RuntimeException failure) {
            if (cluster != null) {
                cluster.close();
            }
            failed(connection, tries, failure);
        }
    }

    private void failed(RecentConnection connection, int tries, Exception failure) {
        Throwable cause = Failures.cause(failure);
        boolean forbidden =
                cause instanceof ClusterException cluster && cluster.kind() == ClusterException.Kind.FORBIDDEN;
        if (connection.credentialsId() == null || forbidden || tries <= 1) {
            LOGGER.log(Level.INFO, "Not asked for Leases of forgotten windows: {0}. {1}", new Object[] {
                connection.named(), cause.getMessage()
            });
            return;
        }
        LOGGER.log(
                tries == TRIES ? Level.INFO : Level.FINE,
                "Leases of forgotten windows are asked for again every {0} s in {1}: {2}",
                new Object[] {RETRY_DELAY.toSeconds(), connection.named(), cause.getMessage()});
        Timer.get()
                .schedule(
                        () -> blocking.execute(() -> search(connection, tries - 1)),
                        RETRY_DELAY.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private KubernetesTarget connect(RecentConnection connection) throws RefusedException {
        if (connection.credentialsId() == null) {
            throw new RefusedException("Its kubeconfig came with a step and is not kept.");
        }
        StepConnection by = new StepConnection(
                connection.credentialsId(), connection.context(), connection.serverUrl(), connection.caCertificate());
        TargetSelection selection = new TargetSelection(
                null,
                "app.kubernetes.io/managed-by",
                connection.namespace(),
                Product.CUSTOM,
                null,
                connection.access(),
                connection.tls(),
                true);
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Item item =
                    connection.item() == null ? null : Jenkins.get().getItemByFullName(connection.item(), Item.class);
            if (connection.item() != null && item == null) {
                throw new RefusedException("The job " + connection.item() + " is gone, and its credential with it.");
            }
            KubernetesTarget cluster = clusters.connect(selection, ItemCredentials.of(by, item));
            if (connection.isOfAnotherClusterThan(cluster.server())) {
                cluster.close();
                throw new RefusedException(
                        "Its credential leads to " + cluster.server() + " by now, where none of its" + " windows was.");
            }
            return cluster;
        }
    }

    private void unpause(RecentConnection connection, KubernetesTarget cluster, List<Leases.Lease> forgotten) {
        List<LostWindow> opening = new ArrayList<>();
        for (Leases.Lease lease : forgotten) {
            String id = "reopening-" + LostWindow.window(lease);
            LostWindow window = new LostWindow(
                    holder(id),
                    lease,
                    cluster,
                    environment.localLeases().of(cluster.server()),
                    claim -> reached(connection, cluster, lease, claim),
                    isKnown,
                    environment.newEventLoop(),
                    new BuildLog(id, null, blocking));
            String key = cluster.server() + " " + lease.namespace() + " " + lease.name();
            if (lost.putIfAbsent(key, window) == null) {
                opening.add(window);
                window.run().whenComplete((outcome, never) -> lost.remove(key, window));
            }
        }
        CompletableFuture.allOf(opening.stream()
                        .map(window -> window.outcome().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenRunAsync(cluster::close, blocking);
    }

    private Holder holder(String window) {
        return environment.holder(window, "a controller that was restarted");
    }

    private static ResolvedTarget reached(
            RecentConnection connection, KubernetesTarget cluster, Leases.Lease lease, PodClaim claim) {
        // The certificate's name comes from the Lease; only the connection knows which CA signed it.
        AdminTls tls = new AdminTls(
                claim.isTls(),
                connection.tls() == null ? null : connection.tls().caCertificate(),
                claim.authority());
        return new ResolvedTarget(
                cluster.server(),
                lease.namespace(),
                null,
                "app.kubernetes.io/managed-by",
                Product.CUSTOM,
                claim.port().orElse(60053),
                tls,
                connection.access(),
                List.of());
    }

    /** Returns the pods that may be paused by lost windows, for the monitor. */
    List<PodLeftPaused> leftPaused() {
        List<PodLeftPaused> leftPaused = new ArrayList<>();
        lost.values().forEach(window -> window.stillPaused()
                .forEach(pod -> leftPaused.add(new PodLeftPaused(
                        LostWindow.window(window.lease()), LostWindow.build(window.lease()), window.since(), pod))));
        return leftPaused;
    }
}
