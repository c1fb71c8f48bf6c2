package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WindowClocksTest {
    private final HandLoop loop = new HandLoop();
    private final WindowClocks clocks = new WindowClocks(loop);
    private CompletableFuture<ClockOffset> answer = new CompletableFuture<>();

    private CompletableFuture<ClockOffset> measure() {
        TargetCluster cluster = (TargetCluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TargetCluster.class}, (proxy, method, arguments) -> {
                    assertEquals("clockOffset", method.getName());
                    return answer;
                });
        ResolvedTarget target = new ResolvedTarget(
                "https://api", "prod", "bank", "app=bank", Product.SCALARDB, 60053, null, Access.POD_IP, List.of());
        Snapshot snapshot = new Snapshot(List.of(), List.of(), "1");
        return clocks.measure(List.of(new TargetInWindow(cluster, target, snapshot)));
    }

    /** It recommended a restore point by a clock that had been wrong in the window and was set right after it. */
    @Test
    void whatIsMeasuredAfterAStepSaysNothingOfTheWindow() {
        clocks.note();
        CompletableFuture<ClockOffset> measured = measure();
        loop.step(Duration.ofSeconds(-3));
        answer.complete(new ClockOffset(2, 5));
        loop.pass(Duration.ZERO);
        assertNull(measured.join());
    }

    @Test
    void aMeasurementThatIsRepeatedAfterAStepSaysNothingEither() {
        clocks.note();
        CompletableFuture<ClockOffset> measured = measure();
        answer.completeExceptionally(new ClusterException(ClusterException.Kind.UNAVAILABLE, "away"));
        answer = CompletableFuture.completedFuture(new ClockOffset(2, 5));
        loop.step(Duration.ofSeconds(-3));
        loop.pass(Duration.ofSeconds(3));
        assertNull(measured.join());
    }

    @Test
    void aSmallStrayMakesItLessCertain() {
        clocks.note();
        CompletableFuture<ClockOffset> measured = measure();
        loop.step(Duration.ofMillis(120));
        answer.complete(new ClockOffset(2, 5));
        loop.pass(Duration.ZERO);
        assertEquals(new ClockOffset(2, 125), measured.join());
    }
}
