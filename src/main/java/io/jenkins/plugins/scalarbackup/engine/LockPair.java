package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The two locks on one workload, in the order in which everybody takes them: the one inside this controller, where builds meet
 * whose credentials have no right to Leases, then the Lease.
 */
record LockPair(WorkloadLock inController, WorkloadLock inCluster) {
    /**
     * Those of a workload.
     *
     * @param leases the cluster's
     * @param local the locks inside this controller
     */
    static LockPair on(EventLoop loop, Workload workload, Leases leases, Leases local, Holder holder, WindowLog log) {
        return new LockPair(
                new WorkloadLock(loop, workload, local, local, holder, log),
                new WorkloadLock(loop, workload, leases, local, holder, log));
    }

    /** Those of a Lease that was found, whoever's workload it is on. */
    static LockPair on(Leases.Lease found, EventLoop loop, Leases leases, Leases local, Holder holder, WindowLog log) {
        return new LockPair(
                WorkloadLock.on(found, loop, local, local, holder, log),
                WorkloadLock.on(found, loop, leases, local, holder, log));
    }

    /** Both, in their order. */
    List<WorkloadLock> both() {
        return List.of(inController, inCluster);
    }

    /** Lets both tell this from their next renewal on. */
    void tell(Map<String, String> contents) {
        both().forEach(lock -> lock.annotations().tell(contents));
    }

    /** Whether both are ours for at least the margin. */
    boolean isTrusted() {
        return inController.isTrusted() && inCluster.isTrusted();
    }

    /** Both are an earlier start's, which may have left them in good order. */
    void goOnFor(Holder predecessor, boolean wasLease) {
        both().forEach(lock -> {
            lock.remember(wasLease);
            lock.succeeds(predecessor.nonce());
        });
    }

    /**
     * Has locks renewed from time to time, so that what takes longer than they last does not cost them.
     *
     * @param locks asked each time
     * @param over ends it
     */
    static void keep(
            EventLoop loop,
            Supplier<? extends Collection<WorkloadLock>> locks,
            BooleanSupplier over,
            Consumer<WorkloadLock> renew) {
        loop.after(WorkloadLock.RENEWAL, () -> {
            if (!over.getAsBoolean()) {
                locks.get().forEach(renew);
                keep(loop, locks, over, renew);
            }
        });
    }
}
