package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.backup.ClusterException;
import io.jenkins.plugins.scalarbackup.backup.Leases;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The locks inside a controller. */
final class LocalLeases implements Leases {
    private final Map<String, Lease> leases = new HashMap<>();
    private long version;

    @Override
    public CompletionStage<Optional<Lease>> get(String namespace, String name) {
        return CompletableFuture.completedFuture(Optional.ofNullable(leases.get(name)));
    }

    @Override
    public CompletionStage<Lease> create(Lease lease) {
        return leases.containsKey(lease.name()) ? conflict() : store(lease);
    }

    @Override
    public CompletionStage<Lease> replace(Lease lease) {
        Lease stands = leases.get(lease.name());
        return stands == null || !stands.version().equals(lease.version()) ? conflict() : store(lease);
    }

    @Override
    public CompletionStage<Void> delete(Lease lease) {
        Lease stands = leases.get(lease.name());
        if (stands != null && !stands.version().equals(lease.version())) {
            return conflict();
        }
        leases.remove(lease.name());
        return CompletableFuture.completedFuture(null);
    }

    String windowOf(String name) {
        Lease lease = leases.get(name);
        return lease == null ? null : lease.annotations().get(Oracle.WINDOW);
    }

    private CompletionStage<Lease> store(Lease lease) {
        Lease stored = new Lease(
                lease.namespace(),
                lease.name(),
                lease.holder(),
                lease.durationSeconds(),
                Long.toString(++version),
                lease.annotations(),
                Long.toString(version));
        leases.put(lease.name(), stored);
        return CompletableFuture.completedFuture(stored);
    }

    private static <T> CompletionStage<T> conflict() {
        return CompletableFuture.failedFuture(
                new ClusterException(ClusterException.Kind.CONFLICT, "The local lock was changed."));
    }
}
