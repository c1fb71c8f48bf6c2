package io.jenkins.plugins.scalarbackup.testkit.bank;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jenkins.plugins.scalarbackup.demo.BankEnvironment;
import io.jenkins.plugins.scalarbackup.demo.BankProof;
import io.jenkins.plugins.scalarbackup.demo.BankProof.Window;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows that each part of a window is needed: without it, the same judge must find the same dumps broken. The gap
 * between two dumps is counted in transactions, so that the result does not depend on the machine's speed.
 */
public final class CounterProofs {
    private static final int TRANSACTIONS = 40;
    private static final long CALL_SECONDS = 30;

    private final BankEnvironment environment;
    private final BankProof proof;
    private final Map<String, CompletableFuture<Judged>> findings = new LinkedHashMap<>();

    public CounterProofs(BankEnvironment environment, BankProof proof) {
        this.environment = environment;
        this.proof = proof;
    }

    /** @param window a consistent one, with an unfinished transaction in it */
    public void run(Window window) throws Exception {
        judge("withoutCoordinator", window, false);
        judge("withoutPause", withoutPause(), true);
        judge("withoutDraining", withoutDraining(), true);
        judge("falseOk", falseOk(), true);
    }

    private void judge(String what, Window window, boolean coordinator) throws IOException {
        findings.put(what, proof.judged(what, window, coordinator));
    }

    public Map<String, Judged> findings() {
        Map<String, Judged> all = new LinkedHashMap<>();
        findings.forEach((what, finding) -> all.put(what, finding.join()));
        return all;
    }

    private Window withoutPause() throws Exception {
        Path dumps = proof.directory().resolve("without-pause");
        Instant started = Instant.now();
        environment.dumpApart(dumps, TRANSACTIONS);
        return new Window(dumps, environment.recordWithoutPause(dumps, started), started, Instant.MAX);
    }

    /**
     * Pauses with {@code wait_outstanding} false: what is in flight is committed after the pods have reported that they
     * are paused.
     */
    private Window withoutDraining() throws Exception {
        Path dumps = proof.directory().resolve("without-draining");
        BankPod busy = environment.pods().get(0);
        busy.command("hold");
        Instant started = Instant.now();
        Instant paused;
        try {
            eachPod(admin -> admin.pause(
                    PauseRequest.newBuilder().setWaitOutstanding(false).build()));
            paused = Instant.now();
            environment.databases().dumpSecond(dumps);
            busy.command("commit");
            environment.databases().dumpFirst(dumps);
        } finally {
            eachPod(admin -> admin.unpause(Empty.getDefaultInstance()));
        }
        Instant ended = Instant.now();
        Path record = RestoreVerifier.record(dumps, "without-draining", started, paused, ended);
        return new Window(dumps, record, started, ended);
    }

    /**
     * Pauses a pod that answers OK and reports that it is paused, but is not: no client of the Admin service can detect
     * that.
     */
    private Window falseOk() throws Exception {
        BankPod liar = environment.pods().get(0);
        liar.command("lie true");
        try {
            return proof.window("false-ok", dumps -> {
                environment.databases().dumpSecond(dumps);
                long before = liar.acknowledged();
                Waiting.until(
                        "Transactions of the pod that lies",
                        Duration.ofSeconds(CALL_SECONDS),
                        () -> liar.acknowledged() - before >= TRANSACTIONS);
                environment.databases().dumpFirst(dumps);
            });
        } finally {
            liar.command("lie false");
        }
    }

    private interface Call {
        void to(AdminGrpc.AdminBlockingStub admin);
    }

    private void eachPod(Call call) {
        for (BankPod pod : environment.pods()) {
            ManagedChannel channel =
                    NettyChannelBuilder.forAddress(pod.address()).usePlaintext().build();
            try {
                call.to(AdminGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS));
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
