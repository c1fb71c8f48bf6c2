package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests the check after which pods are unpaused one by one. */
class WindowPodsTest {
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

    private CompletableFuture<WindowPods.Check> check() {
        return new WindowPods(List.of(gate("quick", quick), gate("slow", slow)))
                .check(Duration.ofSeconds(3), gate -> closed.add(gate.pod().name()));
    }

    private void answers(HandConnection pod) {
        pod.answersLate();
        loop.pass(Duration.ZERO);
    }

    @Test
    void isHeardOfEachAtOnce() {
        CompletableFuture<WindowPods.Check> checked = check();
        answers(quick);
        assertEquals(List.of("quick"), closed);
        assertFalse(checked.isDone());
        answers(slow);
        assertEquals(List.of("quick", "slow"), closed);
        assertTrue(checked.getNow(null).allPaused());
    }

    @Test
    void endsWithTheFirstThatIsOpen() {
        quick.paused = false;
        CompletableFuture<WindowPods.Check> checked = check();
        answers(quick);
        assertEquals("quick", WindowPods.names(checked.getNow(null).unpaused()));
        assertEquals(List.of(), closed);
    }

    @Test
    void endsWithTheFirstThatDoesNotAnswer() {
        WindowPods.Check checked = new WindowPods(List.of(gate("quick", quick), gate("lost", null)))
                .check(Duration.ofSeconds(3), gate -> closed.add(gate.pod().name()))
                .getNow(null);
        assertEquals("lost", WindowPods.names(checked.unanswered()));
        assertEquals("There is no connection to it again yet.", checked.firstError());
    }
}
