package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the environment itself: its judge must accept a paused snapshot and reject an unpaused one. */
class EmbeddedScalarDbTest {

    private static final int THREADS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private static EmbeddedScalarDb scalarDb;
    private static List<ManagedChannel> channels;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        scalarDb = EmbeddedScalarDb.start();
        channels = new ArrayList<>();
        scalarDb.addresses()
                .forEach(address -> channels.add(
                        NettyChannelBuilder.forAddress(address).usePlaintext().build()));
        scalarDb.workload().start(THREADS);
        awaitTransfers(50);
    }

    @AfterAll
    static void stop() {
        if (channels != null) {
            channels.forEach(ManagedChannel::shutdownNow);
        }
        if (scalarDb != null) {
            scalarDb.close();
        }
    }

    @Test
    void podsOfTheReleaseShareOnePort() {
        assertEquals(
                3,
                scalarDb.addresses().stream()
                        .map(a -> a.getHostString())
                        .distinct()
                        .count());
        scalarDb.addresses().forEach(address -> assertEquals(scalarDb.port(), address.getPort()));
    }

    @Test
    void snapshotOfPausedServersHoldsEachCommittedTransfer() throws Exception {
        TransferWorkload workload = scalarDb.workload();
        pauseAll();
        long committed;
        try {
            // Each thread has reached the closed gate, so each has got the answer to what was in flight before.
            long refused = workload.refused();
            Waiting.until("refused transfers", LIMIT, () -> workload.refused() > refused + 3 * THREADS);
            committed = workload.committed();
            scalarDb.snapshot(directory);
            assertEquals(committed, workload.committed(), "transfers committed in a pause");
        } finally {
            unpauseAll();
        }
        awaitTransfers(20);

        BalanceReport report = scalarDb.restoreAndCheck(directory);

        assertTrue(report.isConsistent(), report::describe);
        assertEquals(EmbeddedScalarDb.TOTAL, report.reading().total().orElseThrow());
        assertTrue(report.transfers() >= committed, report::describe);
        assertTrue(report.transfers() <= committed + workload.unknown(), report::describe);
    }

    @Test
    void drainLastsAsLongAsATransactionIsInFlight() throws Exception {
        AdminGrpc.AdminBlockingStub admin = AdminGrpc.newBlockingStub(channels.get(0));
        try (BankOperations.OpenTransaction transaction = scalarDb.workload().openTransaction(0)) {
            StatusRuntimeException timeout = assertThrows(
                    StatusRuntimeException.class,
                    () -> admin.pause(PauseRequest.newBuilder()
                            .setWaitOutstanding(true)
                            .setMaxPauseWaitTime(300)
                            .build()));
            assertEquals(Status.Code.FAILED_PRECONDITION, timeout.getStatus().getCode());
            assertFalse(admin.checkPaused(Empty.getDefaultInstance()).getPaused(), "reopened by itself");
            transaction.commit();
        }
        pauseAll();
        unpauseAll();
    }

    @Test
    void restartedPodServesAtTheSameAddressAndIsNotPaused() throws Exception {
        ScalarDbPod pod = scalarDb.pods().get(2);
        AdminGrpc.AdminBlockingStub admin = AdminGrpc.newBlockingStub(channels.get(2));
        pauseAll();
        try {
            pod.restart();
            channels.get(2).resetConnectBackoff();
            assertFalse(admin.withWaitForReady()
                    .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .checkPaused(Empty.getDefaultInstance())
                    .getPaused());
        } finally {
            unpauseAll();
        }
        awaitTransfers(20);
    }

    @Test
    void snapshotsWithoutPauseTearTransfersApart() throws Exception {
        BalanceReport report = CounterProof.run(scalarDb, directory, 20);

        assertFalse(report.isConsistent(), report::describe);
        if (!report.reading().transfers().isEmpty()) {
            assertNotEquals(
                    report.reading().transfers().get(0),
                    report.reading().transfers().get(1),
                    report::describe);
        }
    }

    private static void awaitTransfers(int count) {
        TransferWorkload workload = scalarDb.workload();
        long before = workload.committed();
        Waiting.until(count + " transfers", LIMIT, () -> workload.committed() - before >= count);
    }

    private static void pauseAll() throws Exception {
        PauseRequest request =
                PauseRequest.newBuilder().setWaitOutstanding(true).build();
        List<Future<Empty>> answers = new ArrayList<>();
        for (ManagedChannel channel : channels) {
            answers.add(AdminGrpc.newFutureStub(channel)
                    .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .pause(request));
        }
        for (Future<Empty> answer : answers) {
            answer.get();
        }
        for (ManagedChannel channel : channels) {
            assertTrue(AdminGrpc.newBlockingStub(channel)
                    .checkPaused(Empty.getDefaultInstance())
                    .getPaused());
        }
    }

    private static void unpauseAll() {
        channels.forEach(channel -> AdminGrpc.newBlockingStub(channel).unpause(Empty.getDefaultInstance()));
    }
}
