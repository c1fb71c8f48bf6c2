package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.engine.WindowSpec;
import io.jenkins.plugins.scalarbackup.keeper.KeeperWorkshop;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The plugin's window: protocol, threads, connections and the journal on disk as in a controller, with an empty block.
 */
final class OurWindow implements Contender {
    private final KeeperWorkshop keeper;
    private final GrpcPodConnector connector;
    private Window window;
    private WindowRecord record;

    OurWindow(KeeperWorkshop keeper, GrpcPodConnector connector) {
        this.keeper = keeper;
        this.connector = connector;
    }

    @Override
    public String name() {
        return "scalar-backup";
    }

    @Override
    public void prepare(List<InetSocketAddress> pods, Duration asked) {
        Holder holder = new Holder("benchmark", "nonce", UUID.randomUUID().toString(), "benchmark#1");
        WindowParameters parameters =
                new WindowParameters(asked, Duration.ofSeconds(75), Duration.ofSeconds(300), Duration.ofSeconds(10));
        window = new Window(
                new WindowSpec(holder, parameters, true),
                List.of(new ClusterInMemory(pods, connector, keeper.leases().of("https://cluster"))),
                keeper.context(line -> {}));
    }

    @Override
    public void run() throws Exception {
        hold();
        release();
    }

    /** Pauses and returns as soon as the pods are paused. */
    void hold() throws Exception {
        window.open().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Lets the window end, and waits for that. */
    void release() throws Exception {
        window.bodyReturned();
        record = window.result().toCompletableFuture().get(60, TimeUnit.SECONDS);
        window.recorded();
        window.settled().toCompletableFuture().get(60, TimeUnit.SECONDS);
        if (record.verdict() != Verdict.CONSISTENT) {
            throw new IllegalStateException("the window was " + record.verdict() + ": " + record.reasons());
        }
    }

    /** Returns the window's record. */
    WindowRecord record() {
        return record;
    }

    @Override
    public void close() {
        window = null;
    }
}
