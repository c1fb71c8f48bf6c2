package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A restore point was once recommended by a clock that had been wrong in the window and was corrected after it. */
    @Test
    void whatIsMeasuredAfterAStepSaysNothingOfTheWindow() {
        clocks.noteDifference();
        CompletableFuture<ClockOffset> measured = measure();
        loop.step(Duration.ofSeconds(-3));
        answer.complete(new ClockOffset(2, 5));
        loop.pass(Duration.ZERO);
        assertNull(measured.getNow(null));
    }

    @Test
    void aMeasurementThatIsRepeatedAfterAStepSaysNothingEither() {
        clocks.noteDifference();
        CompletableFuture<ClockOffset> measured = measure();
        answer.completeExceptionally(new ClusterException(ClusterException.Kind.UNAVAILABLE, "away"));
        answer = CompletableFuture.completedFuture(new ClockOffset(2, 5));
        loop.step(Duration.ofSeconds(-3));
        loop.pass(Duration.ofSeconds(3));
        assertNull(measured.getNow(null));
    }

    @Test
    void aSmallStrayMakesItLessCertain() {
        clocks.noteDifference();
        CompletableFuture<ClockOffset> measured = measure();
        loop.step(Duration.ofMillis(120));
        answer.complete(new ClockOffset(2, 5));
        loop.pass(Duration.ZERO);
        assertEquals(new ClockOffset(2, 125), measured.getNow(null));
    }

    @ParameterizedTest
    @CsvSource({"500, false", "501, true", "-500, false", "-501, true", "0, false"})
    void aStepIsWhatIsMoreThanHalfASecondEitherWay(long millis, boolean isStep) {
        loop.pass(Duration.ofMinutes(1));
        loop.step(Duration.ofMillis(millis));
        assertEquals(isStep ? OptionalLong.of(millis) : OptionalLong.empty(), clocks.step());
        assertEquals(Math.abs(millis), clocks.deviationMillis());
        clocks.noteDifference();
        assertEquals(OptionalLong.empty(), clocks.step(), "from then on they are to go alike");
        assertEquals(0, clocks.deviationMillis());
    }

    @Test
    void ofSeveralClustersTheWorstCountsAndEachIsAskedOnce() {
        asked.clear();
        CompletableFuture<ClockOffset> measured = clocks.measure(List.of(
                target("https://a", 3), target("https://b", -90), target("https://c", 50), target("https://a", 3)));
        loop.pass(Duration.ZERO);
        assertEquals(new ClockOffset(-90, 5), measured.getNow(null));
        assertEquals(List.of("https://a", "https://b", "https://c"), asked);
        assertSame(measured, clocks.measured());
    }

    private final List<String> asked = new ArrayList<>();

    private TargetInWindow target(String server, long offset) {
        TargetCluster cluster = (TargetCluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TargetCluster.class}, (proxy, method, arguments) -> {
                    asked.add(server);
                    return CompletableFuture.completedFuture(new ClockOffset(offset, 5));
                });
        return new TargetInWindow(
                cluster,
                new ResolvedTarget(
                        server, "prod", "bank", "app=bank", Product.SCALARDB, 60053, null, Access.POD_IP, List.of()),
                new Snapshot(List.of(), List.of(), "1"));
    }

    @Test
    void itIsMeasuredThreeTimesTwoSecondsApartAndThenUnknown() {
        CompletableFuture<ClockOffset> measured = measure();
        answer.completeExceptionally(new ClusterException(ClusterException.Kind.UNAVAILABLE, "away"));
        loop.pass(Duration.ofMillis(3_999));
        assertFalse(measured.isDone());
        loop.pass(Duration.ofMillis(1));
        assertNull(measured.getNow(null));
    }

    @Test
    void whoCanDoWithoutAsksOnce() {
        CompletableFuture<ClockOffset> measured = clocks.measureOnce(List.of(failing()));
        loop.pass(Duration.ZERO);
        assertNull(measured.getNow(null));
    }

    private TargetInWindow failing() {
        TargetCluster cluster = (TargetCluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TargetCluster.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("before it was asked");
                });
        return new TargetInWindow(
                cluster,
                new ResolvedTarget(
                        "https://a", "prod", "b", "a=b", Product.SCALARDB, 60053, null, Access.POD_IP, List.of()),
                new Snapshot(List.of(), List.of(), "1"));
    }

    @Test
    void withoutTargetsNothingIsKnown() {
        assertNull(clocks.measure(List.of()).getNow(null));
    }
}
