package io.jenkins.plugins.scalarbackup.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests each outcome of a Pause, as answered by the products over the network. */
class ProductGateTest {
    private static final Duration BRIEF = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private ProductGate gate;
    private AdminServer server;
    private PodConnection pod;

    private void start(String domain) throws Exception {
        gate = new ProductGate(timer, domain.equals("none") ? null : domain);
        server = new AdminServer(InetAddress.getLoopbackAddress(), null, gate);
        pod = connector.connect("127.0.0.1", server.port(), AdminTls.OFF, "pod", () -> {});
    }

    @AfterEach
    void stop() {
        pod.close();
        server.close();
        timer.shutdownNow();
    }

    private static Outcome failed(CompletionStage<?> call) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> call.toCompletableFuture()
                .get(AdminFixture.PATIENCE, TimeUnit.SECONDS));
        return assertInstanceOf(AdminCallException.class, failure.getCause()).outcome();
    }

    @ParameterizedTest
    @ValueSource(strings = {ProductGate.CLUSTER, ProductGate.LEDGER, "none"})
    void aDrainThatTimesOutIsUndone(String domain) throws Exception {
        start(domain);
        gate.drainsFor(5_000);
        assertEquals(Outcome.DRAIN_TIMED_OUT, failed(pod.pause(BRIEF, LONG)));
        assertFalse(gate.isClosed());
    }

    @ParameterizedTest
    @ValueSource(strings = {ProductGate.CLUSTER, ProductGate.LEDGER, "none"})
    void aDrainThatTimesOutUnderAnEarlierPauseLeavesThatPause(String domain) throws Exception {
        start(domain);
        gate.closeFromOutside();
        gate.drainsFor(5_000);
        Outcome expected = domain.equals("none") ? Outcome.DRAIN_TIMED_OUT : Outcome.STILL_PAUSED_BY_ANOTHER;
        assertEquals(expected, failed(pod.pause(BRIEF, LONG)));
        assertTrue(gate.isClosed());
    }

    @ParameterizedTest
    @ValueSource(strings = {ProductGate.CLUSTER, ProductGate.LEDGER, "none"})
    void aPauseThatWaitedForAnotherNeverTouchedTheGate(String domain) throws Exception {
        start(domain);
        gate.drainsFor(10_000);
        gate.pauseFromOutside(15_000);
        Outcome expected = domain.equals("none") ? Outcome.OPENED_BY_ANOTHER : Outcome.PAUSE_IN_PROGRESS;
        assertEquals(expected, failed(pod.pause(BRIEF, LONG)));
        assertTrue(gate.isClosed());
    }

    @ParameterizedTest
    @ValueSource(strings = {ProductGate.CLUSTER, ProductGate.LEDGER, "none"})
    void anUnpauseThatComesBetweenIsSaidToHaveOpenedIt(String domain) throws Exception {
        start(domain);
        gate.drainsFor(10_000);
        CompletionStage<Void> paused = pod.pause(Duration.ofSeconds(15), LONG);
        while (!pod.checkPaused(LONG).toCompletableFuture().get(AdminFixture.PATIENCE, TimeUnit.SECONDS)) {
            Thread.onSpinWait();
        }
        gate.openFromOutside();
        assertEquals(Outcome.OPENED_BY_ANOTHER, failed(paused));
        assertFalse(gate.isClosed());
    }
}
