package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Shows that the pause is needed: takes the same snapshots of the same databases one after the other while transfers go
 * on. The second bank's comes first, so the first bank has seen transfers that the second has not.
 */
public final class CounterProof {

    private static final Duration TRANSFERS_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Time limit for recovery: the result is broken anyway, so there is no wait for transactions unknown to the
     * coordinator.
     */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private CounterProof() {}

    /**
     * Takes both snapshots into {@code directory} with at least {@code transfers} committed between them, restores them
     * and reads the result. The workload must be running and no server may be paused. The gap is counted in transfers,
     * not in seconds, so that the result does not depend on the machine's speed.
     */
    public static BalanceReport run(EmbeddedScalarDb scalarDb, Path directory, long transfers) throws IOException {
        TransferWorkload workload = scalarDb.workload();
        scalarDb.snapshot(1, directory);
        long before = workload.committed();
        Waiting.until(
                transfers + " transfers between two snapshots",
                TRANSFERS_TIMEOUT,
                () -> workload.committed() - before >= transfers);
        scalarDb.snapshot(0, directory);
        return scalarDb.restoreAndCheck(directory, SETTLE);
    }
}
