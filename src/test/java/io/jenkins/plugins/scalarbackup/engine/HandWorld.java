package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A window and its environment, controlled by a test: a cluster with two pods, a journal, a log, one loop. */
final class HandWorld {
    static final Duration LITTLE = Duration.ofMillis(10);
    static final String LEASE = "scalar-backup.deployment.bank";

    final HandLoop loop = new HandLoop();
    final List<String> log = new ArrayList<>();
    /** A line of the log that contains this throws. */
    String throwsAt = "nothing does";

    final HandJournal journal = new HandJournal();
    LocalLeases local = new LocalLeases();
    final HandCluster cluster = new HandCluster(loop, "bank-0", "bank-1");
    final HandPod bank0 = cluster.of("bank-0");
    final HandPod bank1 = cluster.of("bank-1");
    List<TargetCluster> clusters = List.of(cluster);
    Optional<String> forbidden = Optional.empty();
    int skewWindow = 10;
    int maxPauseWait = 20;
    int maxOutage = 60;
    int lockTimeout = 60;
    List<String> accepted = List.of();
    Window window;
    CompletableFuture<WindowTimes> opened;

    Holder holder(String nonce) {
        return new Holder("jenkins", nonce, "w1", "backup #7");
    }

    private void line(String text) {
        log.add(text);
        if (text.contains(throwsAt)) {
            throw new IllegalStateException("a bug in the log");
        }
    }

    WindowContext surroundings() {
        return new WindowContext(loop, journal, this::line, cluster -> local.of(cluster), () -> forbidden);
    }

    WindowParameters parameters() {
        return new WindowParameters(
                        Duration.ofSeconds(skewWindow),
                        Duration.ofSeconds(maxPauseWait),
                        Duration.ofSeconds(maxOutage),
                        Duration.ofSeconds(lockTimeout))
                .accepting(java.util.Set.copyOf(accepted));
    }

    /** Begins a window with a block. */
    Window begin() {
        return begin(true);
    }

    Window begin(boolean hasBody) {
        window = new Window(new WindowSpec(holder("1"), parameters(), hasBody), clusters, surroundings());
        opened = window.open().toCompletableFuture();
        loop.pass(LITTLE);
        return window;
    }

    /** Opens a window: its pods are paused. */
    Window open() {
        begin();
        assertTrue(opened.isDone(), () -> "not open: " + log);
        opened.join();
        return window;
    }

    /** Lets the controller die, and adopts the window after some time, from the last state in its journal. */
    Window crashAndAdopt(int downSeconds) {
        return crashAndAdopt(downSeconds, journal.last());
    }

    Window crashAndAdopt(int downSeconds, WindowState state) {
        loop.crash();
        local = new LocalLeases();
        loop.pass(Duration.ofSeconds(downSeconds));
        log.clear();
        journal.written.clear();
        journal.forgotten.clear();
        window = Window.adopt(state, holder("2"), clusters, surroundings());
        opened = window.opened().toCompletableFuture();
        loop.pass(LITTLE);
        return window;
    }

    void seconds(int seconds) {
        loop.pass(Duration.ofSeconds(seconds));
    }

    void millis(int millis) {
        loop.pass(Duration.ofMillis(millis));
    }

    /** Asserts that exactly one line of the log contains this. */
    void said(String part) {
        assertEquals(1, lines(part), part + " in " + log);
    }

    void neverSaid(String part) {
        assertEquals(0, lines(part), part + " in " + log);
    }

    long lines(String part) {
        return log.stream().filter(line -> line.contains(part)).count();
    }

    static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().getNow(null);
    }

    static String refusal(CompletionStage<?> stage) {
        return stage.handle((value, failure) -> {
                    assertTrue(Failures.cause(failure) instanceof RefusedException, String.valueOf(failure));
                    return Failures.cause(failure).getMessage();
                })
                .toCompletableFuture()
                .getNow("nothing came of it yet");
    }

    /** Returns why it was refused, after asserting that nothing was paused and everything was released. */
    String refused() {
        String why = refusal(opened);
        assertEquals(why, refusal(window.result()));
        assertTrue(window.settled().toCompletableFuture().isDone());
        assertEquals(0, bank0.count("pause") + bank1.count("pause"));
        allIsGivenBack();
        return why;
    }

    void allIsGivenBack() {
        assertEquals(Optional.empty(), inCluster());
        assertEquals(Optional.empty(), inController());
        assertEquals(0, bank0.open() + bank1.open(), "connections");
        assertTrue(cluster.watch == null || cluster.watch.closed, "watch");
        assertEquals(1, cluster.closed);
        assertTrue(journal.forgotten.contains("w1"));
        int asked = cluster.leases.asked.size();
        seconds(60);
        assertEquals(asked, cluster.leases.asked.size(), "Leases are kept no longer");
    }

    WindowRecord record() {
        return now(window.result());
    }

    boolean isSettled() {
        return window.settled().toCompletableFuture().isDone();
    }

    boolean arePaused() {
        return bank0.paused && bank1.paused;
    }

    boolean areOpen() {
        return !bank0.paused && !bank1.paused;
    }

    Optional<Leases.Lease> inCluster() {
        return cluster.leases.stands();
    }

    Optional<Leases.Lease> inController() {
        return local.of(HandCluster.URL)
                .get("prod", LEASE)
                .toCompletableFuture()
                .join();
    }

    /** Returns the annotations of a Lease of another controller's window whose pods are paused. */
    Map<String, String> othersClaims() {
        return Holder.withPause(
                LeaseAnnotations.contents(
                        new Holder("other", "9", "w9", "backup #9"),
                        cluster.target(),
                        cluster.snapshot().livePods(),
                        HandWorld.draining(20)),
                Instant.parse("2026-01-31T01:00:00Z"),
                Duration.ofSeconds(60));
    }

    /** Gives the Lease to somebody else. */
    void takenBy(String holder, Map<String, String> says) {
        put(cluster.leases.leases, holder, says);
    }

    static void put(Leases leases, String holder, Map<String, String> says) {
        Optional<Leases.Lease> now =
                leases.get("prod", LEASE).toCompletableFuture().join();
        Leases.Lease lease = new Leases.Lease(
                "prod",
                LEASE,
                holder,
                30,
                null,
                says,
                now.map(Leases.Lease::version).orElse(null),
                now.map(Leases.Lease::uid).orElse(null));
        if (now.isEmpty()) {
            leases.create(lease);
        } else {
            leases.replace(lease);
        }
    }

    void leaseIsGivenBack() {
        inCluster().ifPresent(cluster.leases.leases::delete);
    }

    /** Returns parameters of a window with this limit for the drain, in seconds. */
    static WindowParameters draining(int seconds) {
        return new WindowParameters(
                Duration.ofSeconds(10), Duration.ofSeconds(seconds), Duration.ofSeconds(60), Duration.ofSeconds(60));
    }
}
