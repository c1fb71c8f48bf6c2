package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests when a restart ends our pause, when it does not, and when that is unknown. */
class PausedProcessTest {
    private static final int PORT = 60053;

    private final HandLoop loop = new HandLoop();
    private final HandConnection connection = new HandConnection();

    private static Container product(int restarts, Boolean ended) {
        return new Container("product", "id-" + restarts, restarts, "x:1", null, List.of(PORT), ended);
    }

    private static Pod pod(Container... containers) {
        return new Pod("bank-0", "uid", "Running", true, false, "node", "10.0.0.1", List.of(containers));
    }

    private PodGate paused(Pod before) {
        connection.paused = false;
        PodGate gate = new PodGate(loop, before, connection);
        gate.pause(Duration.ofSeconds(1));
        loop.pass(Duration.ofSeconds(1));
        assertTrue(gate.pauser().hasDrained());
        return gate;
    }

    @Test
    void aRestartThatTookTheConnectionWithItEndsOurPause() {
        PodGate gate = paused(pod(product(0, null)));
        connection.lost = true;
        gate.pauser().noteState(pod(product(1, null)), PORT);
        assertTrue(gate.isNotOurs());
        assertFalse(gate.needsUnpause());
        gate.unpause();
        loop.pass(Duration.ofMinutes(5));
        assertEquals(0, connection.unpauses);
    }

    @Test
    void aProcessThatHasEndedEndsItBeforeTheNextOneBegins() {
        PodGate gate = paused(pod(product(0, null)));
        connection.lost = true;
        gate.pauser().noteState(pod(product(0, true)), PORT);
        assertTrue(gate.isNotOurs());
    }

    @Test
    void aConnectionThatEndsLaterThanTheRestartIsToldCountsAsWell() {
        PodGate gate = paused(pod(product(0, null)));
        gate.pauser().noteState(pod(product(1, null)), PORT);
        assertFalse(gate.isNotOurs());
        connection.lost = true;
        gate.unpause();
        loop.pass(Duration.ofMinutes(5));
        assertTrue(gate.isNotOurs());
        assertEquals(0, connection.unpauses);
    }

    @Test
    void aRestartBeforeTheAnswerThatIsToldLateLeavesThePodOurs() {
        PodGate gate = paused(pod(product(0, null)));
        gate.pauser().noteState(pod(product(1, null)), PORT);
        assertFalse(gate.isNotOurs());
        gate.unpause();
        loop.pass(Duration.ofMinutes(5));
        assertEquals(1, connection.unpauses, "it is paused, by us");
        assertFalse(connection.paused);
    }

    @Test
    void onePossiblyRestartedThatIsOpenIsNotUnpaused() {
        PodGate gate = paused(pod(product(0, null)));
        gate.pauser().noteState(pod(product(1, null)), PORT);
        connection.paused = false;
        gate.unpause();
        loop.pass(Duration.ofMinutes(5));
        assertEquals(0, connection.unpauses);
        assertTrue(gate.unpauser().isConfirmed());
    }

    @Test
    void aSidecarsRestartIsNothing() {
        Container sidecar = new Container("proxy", "p-0", 0, "y:1", null, List.of(15006));
        Container restarted = new Container("proxy", "p-1", 1, "y:1", null, List.of(15006));
        PodGate gate = paused(pod(product(0, null), sidecar));
        connection.lost = true;
        gate.pauser().noteState(pod(product(0, null), restarted), PORT);
        assertFalse(gate.isNotOurs());
    }

    @Test
    void whereNobodySaysWhichContainerServesThePortThePodStaysOurs() {
        Container one = new Container("a", "a-0", 0);
        Container other = new Container("b", "b-0", 0);
        PodGate gate = paused(pod(one, other));
        connection.lost = true;
        gate.pauser().noteState(pod(new Container("a", "a-1", 1), other), PORT);
        assertFalse(gate.isNotOurs());
    }

    @Test
    void onePausedAgainAfterWeOpenedItIsSeenBeforeAllAreSaidToBeOpen() {
        PodGate gate = paused(pod(product(0, null)));
        gate.unpause();
        loop.pass(Duration.ofSeconds(1));
        assertTrue(gate.unpauser().isConfirmed());
        connection.lost = true;
        gate.pauser().noteState(pod(product(1, null)), PORT);
        connection.paused = true;
        loop.pass(Duration.ofSeconds(10));
        gate.recheck();
        loop.pass(Duration.ofSeconds(1));
        assertTrue(gate.mayBePausedByOther());
        assertEquals(
                "somebody paused it after this window had opened it",
                gate.pauser().whyNotOurs());
        assertEquals(1, connection.unpauses);
    }

    @Test
    void anUnansweredPauseStaysOurs() {
        PodGate gate = new PodGate(loop, pod(product(0, null)), connection);
        connection.drain = new java.util.concurrent.CompletableFuture<>();
        gate.pause(Duration.ofSeconds(1));
        loop.pass(Duration.ofSeconds(1));
        connection.lost = true;
        gate.pauser().noteState(pod(product(1, null)), PORT);
        assertFalse(gate.isNotOurs());
        assertTrue(gate.needsUnpause());
    }
}
