package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The check on which pods are opened one by one. */
class PausedPodsTest {
    private final HandLoop loop = new HandLoop();
    private final HandConnection quick = slowOne();
    private final HandConnection slow = slowOne();
    private final List<String> closed = new ArrayList<>();

    private static HandConnection slowOne() {
        HandConnection connection = new HandConnection();
        connection.late = true;
        return connection;
    }

    private PodGate gate(String name, HandConnection connection) {
        Pod pod = new Pod(name, name + "-uid", "Running", true, false, "node", "10.0.0.1", List.of());
        return PodGate.foundPaused(loop, pod, connection);
    }

    private CompletableFuture<PausedPods.Check> check() {
        return new PausedPods(List.of(gate("quick", quick), gate("slow", slow)))
                .check(Duration.ofSeconds(3), gate -> closed.add(gate.pod().name()));
    }

    private void answers(HandConnection pod) {
        pod.answersLate();
        loop.pass(Duration.ZERO);
    }

    @Test
    void isHeardOfEachAtOnce() {
        CompletableFuture<PausedPods.Check> checked = check();
        answers(quick);
        assertEquals(List.of("quick"), closed);
        assertFalse(checked.isDone());
        answers(slow);
        assertEquals(List.of("quick", "slow"), closed);
        assertTrue(checked.getNow(null).allClosed());
    }

    @Test
    void endsWithTheFirstThatIsOpen() {
        quick.paused = false;
        CompletableFuture<PausedPods.Check> checked = check();
        answers(quick);
        assertEquals("quick", PausedPods.names(checked.getNow(null).open()));
        assertEquals(List.of(), closed);
    }

    @Test
    void endsWithTheFirstThatDoesNotAnswer() {
        PausedPods.Check checked = new PausedPods(List.of(gate("quick", quick), gate("lost", null)))
                .check(Duration.ofSeconds(3), gate -> closed.add(gate.pod().name()))
                .getNow(null);
        assertEquals("lost", PausedPods.names(checked.silent()));
        assertEquals("There is no connection to it again yet.", checked.firstError());
    }
}
