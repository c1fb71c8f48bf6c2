package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Locks inside this controller, for clusters in which RBAC forbids Leases: they exclude builds of the same controller, but
 * not other controllers. One instance serves all clusters.
 */
public final class LocalLeases {
    private record Key(String cluster, String namespace, String name) {}

    private final Map<Key, Leases.Lease> leases = new HashMap<>();
    private long changes;

    /**
     * The locks of one cluster.
     *
     * @param cluster {@link ResolvedTarget#cluster()}
     */
    public Leases of(String cluster) {
        return new OfCluster(cluster);
    }

    private synchronized Optional<Leases.Lease> get(Key key) {
        return Optional.ofNullable(leases.get(key));
    }

    private synchronized List<Leases.Lease> list(String cluster, String namespace) {
        return leases.entrySet().stream()
                .filter(entry -> entry.getKey().cluster().equals(cluster)
                        && entry.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    private synchronized Leases.Lease put(Key key, Leases.Lease lease, boolean create) throws ClusterException {
        Leases.Lease stored = leases.get(key);
        if (create ? stored != null : stored == null || !stored.version().equals(lease.version())) {
            throw conflict(key);
        }
        String change = Long.toString(++changes);
        Leases.Lease changed = new Leases.Lease(
                lease.namespace(),
                lease.name(),
                lease.holder(),
                lease.durationSeconds(),
                change,
                lease.annotations(),
                change,
                stored == null ? change : stored.uid());
        leases.put(key, changed);
        return changed;
    }

    private synchronized void remove(Key key, Leases.Lease lease) throws ClusterException {
        Leases.Lease stored = leases.get(key);
        if (stored != null && !stored.version().equals(lease.version())) {
            throw conflict(key);
        }
        leases.remove(key);
    }

    private static ClusterException conflict(Key key) {
        return new ClusterException(
                ClusterException.Kind.CONFLICT,
                "The lock \"" + key.name() + "\" in this controller was created or changed by another window first.");
    }

    private final class OfCluster implements Leases {
        private final String cluster;

        OfCluster(String cluster) {
            this.cluster = cluster;
        }

        @Override
        public CompletionStage<Optional<Lease>> get(String namespace, String name) {
            return CompletableFuture.completedFuture(LocalLeases.this.get(new Key(cluster, namespace, name)));
        }

        @Override
        public CompletionStage<List<Lease>> list(String namespace) {
            return CompletableFuture.completedFuture(LocalLeases.this.list(cluster, namespace));
        }

        @Override
        public CompletionStage<Lease> create(Lease lease) {
            return put(lease, true);
        }

        @Override
        public CompletionStage<Lease> replace(Lease lease) {
            return put(lease, false);
        }

        @Override
        public CompletionStage<Void> delete(Lease lease) {
            try {
                remove(key(lease), lease);
                return CompletableFuture.completedFuture(null);
            } catch (ClusterException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private CompletionStage<Lease> put(Lease lease, boolean create) {
            try {
                return CompletableFuture.completedFuture(LocalLeases.this.put(key(lease), lease, create));
            } catch (ClusterException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private Key key(Lease lease) {
            return new Key(cluster, lease.namespace(), lease.name());
        }
    }
}
