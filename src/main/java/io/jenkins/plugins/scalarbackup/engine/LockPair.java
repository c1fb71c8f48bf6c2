package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.List;
import java.util.Map;

/**
 * The two locks on one workload, in the order in which they are always taken: first the lock inside this controller, which
 * also covers builds whose credentials may not use Leases, then the Lease.
 */
record LockPair(WorkloadLock inController, WorkloadLock inCluster) {
    /**
     * The locks of a workload.
     *
     * @param leases the cluster's Leases
     * @param local the locks inside this controller
     */
    static LockPair on(EventLoop loop, Workload workload, Leases leases, Leases local, Holder holder, WindowLog log) {
        return new LockPair(
                new WorkloadLock(loop, workload, local, local, holder, log),
                new WorkloadLock(loop, workload, leases, local, holder, log));
    }

    /** The locks for an existing Lease, on any workload. */
    static LockPair on(Leases.Lease found, EventLoop loop, Leases leases, Leases local, Holder holder, WindowLog log) {
        return new LockPair(
                WorkloadLock.on(found, loop, local, local, holder, log),
                WorkloadLock.on(found, loop, leases, local, holder, log));
    }

    /** Both, in their order. */
    List<WorkloadLock> both() {
        return List.of(inController, inCluster);
    }

    /** Sets the annotations of both, from their next renewal on. */
    void annotate(Map<String, String> contents) {
        both().forEach(lock -> lock.annotations().set(contents));
    }

    /** Returns whether both are ours, with at least the margin left. */
    boolean isTrusted() {
        return inController.isTrusted() && inCluster.isTrusted();
    }

    /** Notes that both belong to an earlier start, which may have handed them over. */
    void inheritFrom(Holder predecessor, boolean wasLease) {
        both().forEach(lock -> {
            lock.remember(wasLease);
            lock.inheritFrom(predecessor.nonce());
        });
    }
}
