package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.demo.EmbeddedEnvironment;
import io.jenkins.plugins.scalarbackup.demo.RestoreProof;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.HostClock;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresDatabase;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.TransferWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests short windows on two PostgreSQL servers whose hosts' clocks are off by almost a second in opposite directions:
 * restores to the moment by each server's own, measured clock are sound, and restores to the same moment by the
 * controller's clock are not. {@code -Drestore.windows=50} restores fifty.
 *
 * <p>The second server has another name, as a managed one would, since a window names each kind of database once; it is
 * restored with the commands printed for the first.
 */
class MeasuredClocksProofTest {
    private static final int WINDOWS = Integer.getInteger("restore.windows", 2);
    /** Additional windows, in case the others happened not to show the effect of unmeasured clocks. */
    private static final int MORE = 6;

    private static final List<String> NAMES = List.of("postgresql", "azure-postgresql");
    private static final List<Duration> OFFSETS = List.of(Duration.ofMillis(930), Duration.ofMillis(-970));
    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** How long transfers continue after a window before its logs are archived: longer than any clock here is off. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    private static EmbeddedEnvironment environment;
    private static TransferWorkload workload;

    @TempDir
    private static Path home;

    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService restorer = Executors.newSingleThreadExecutor();
    private final List<CompletableFuture<Restored>> windows = new ArrayList<>();

    /**
     * A window and its two restores.
     *
     * @param millis the requested length of the window
     * @param measured the judge's description of the restore by the databases' own clocks
     * @param sound whether that is consistent
     * @param unmeasured the judge's description of the restore by the controller's clock
     * @param torn whether that is inconsistent
     */
    private record Restored(long millis, String measured, boolean sound, String unmeasured, boolean torn) {}

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(HostClock.canBeOff(), "no libfaketime (.ci/run installs it)");
        AsPrinted.assumePrograms("psql");
        environment = EmbeddedEnvironment.startWithWalArchive(
                home, OFFSETS.stream().map(HostClock::new).toList());
        workload = environment.scalarDb().workload();
        workload.start(RestoreProof.WORKERS);
    }

    @AfterAll
    static void stop() {
        if (environment != null) {
            environment.close();
        }
    }

    @Test
    void windowsAsShortAsMeasuredRestoreConsistently() throws Exception {
        try {
            for (int number = 1; number <= WINDOWS || number <= WINDOWS + MORE && torn() == 0; number++) {
                // Alternately as short as any window, and as short as the measured clocks allow.
                window(number, number % 2 == 0 ? "'measured'" : "2");
            }
            List<Restored> restored =
                    windows.stream().map(CompletableFuture::join).toList();
            long sound = restored.stream().filter(Restored::sound).count();
            String figures = restored.size() + " windows of "
                    + restored.stream().mapToLong(Restored::millis).min().orElse(0) + " to "
                    + restored.stream().mapToLong(Restored::millis).max().orElse(0) + " ms: " + sound
                    + " sound by measured clocks; without measuring " + torn() + " torn";
            System.out.println(figures);
            Path directory = Files.createDirectories(Path.of("target", "measured-clocks-proof"));
            json.writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve("restores.json").toFile(), restored);
            assertEquals(restored.size(), sound, () -> figures + "\n" + restored);
            assertTrue(torn() > 0, () -> figures + "\n" + restored);
        } finally {
            restorer.shutdownNow();
        }
    }

    private long torn() {
        return windows.stream()
                .map(CompletableFuture::join)
                .filter(Restored::torn)
                .count();
    }

    private void window(int number, String skewWindow) throws Exception {
        awaitTransfers(20);
        EmbeddedRun build = environment
                .jenkins()
                .pipeline("measured-clocks")
                .script("""
                        node {
                            measureClock(database: 'postgresql') {
                                sh(returnStdout: true, script: 'psql -X -At "$FIRST" -c "SELECT extract(epoch FROM clock_timestamp())"')
                            }
                            measureClock(database: 'azure-postgresql') {
                                sh(returnStdout: true, script: 'psql -X -At "$SECOND" -c "SELECT clock_timestamp()"')
                            }
                            consistentBackup(release: '%s', credentialsId: '%s', skewWindow: %s,
                                    databases: ['postgresql', 'azure-postgresql']) { }
                        }
                        """.formatted(EmbeddedEnvironment.RELEASE, EmbeddedEnvironment.CREDENTIALS, skewWindow))
                .environment("PATH", System.getenv("PATH"))
                .environment("FIRST", uri(0))
                .environment("SECOND", uri(1))
                .start();
        assertEquals(Result.SUCCESS, build.await(LIMIT), build.log().text());
        JsonNode record = json.readTree(
                build.artifacts().resolve("consistent-backup.json").toFile());
        measurementsAreTrue(record);
        Instant opened = Instant.parse(record.at("/window/unpauseCompleted").asText());
        await(
                "transfers after window " + number,
                () -> workload.lastCommit().orElse(Instant.MIN).isAfter(opened.plus(AFTERWARDS)));
        environment.scalarDb().archiveUntilNow();
        windows.add(CompletableFuture.supplyAsync(() -> restored(number, record), restorer));
    }

    private static String uri(int database) {
        return environment
                        .scalarDb()
                        .databases()
                        .get(database)
                        .jdbcUrl(PostgresDatabase.MAIN)
                        .substring("jdbc:".length())
                + "?user=postgres";
    }

    private void measurementsAreTrue(JsonNode record) {
        long requested = record.at("/window/requestedMillis").asLong();
        assertTrue(requested >= 2_000 && requested <= 4_000, record::toString);
        for (int i = 0; i < NAMES.size(); i++) {
            JsonNode clock = of(record.at("/clock/databases"), NAMES.get(i));
            long off = clock.path("offsetMillis").asLong() - OFFSETS.get(i).toMillis();
            assertTrue(Math.abs(off) <= clock.path("uncertaintyMillis").asLong(), clock::toString);
            JsonNode point = of(record.at("/restore/byDatabase"), NAMES.get(i));
            assertFalse(point.path("recommended").isNull(), record::toString);
        }
    }

    private static JsonNode of(JsonNode list, String database) {
        for (JsonNode one : list) {
            if (one.path("database").asText().equals(database)) {
                return one;
            }
        }
        throw new AssertionError("nothing of " + database + " in " + list);
    }

    private Restored restored(int number, JsonNode record) {
        List<String> commands = recovery(record);
        List<String> byOwnClock = new ArrayList<>();
        NAMES.forEach(name -> byOwnClock.add(
                of(record.at("/restore/byDatabase"), name).path("recommended").asText()));
        assertTrue(String.join("\n", commands).contains("'" + target(byOwnClock.get(0)) + "'"), commands::toString);
        String middle = controllersMoment(record).toString();
        Judged measured = restore(commands, byOwnClock);
        Judged unmeasured = restore(commands, List.of(middle, middle));
        System.out.println(
                "Window " + number + ", " + record.at("/window/requestedMillis").asLong() + " ms: by measured clocks "
                        + measured + "; by the controller's " + unmeasured);
        return new Restored(
                record.at("/window/requestedMillis").asLong(),
                measured.detail(),
                measured.consistent(),
                unmeasured.detail(),
                !unmeasured.consistent());
    }

    /**
     * Returns the restore point without measured clocks: the whole second nearest the middle, by the controller's
     * clock.
     */
    private static Instant controllersMoment(JsonNode record) {
        Instant from = Instant.parse(record.at("/window/pauseCompleted").asText());
        Instant until = Instant.parse(record.at("/window/verifiedUntil").asText());
        Instant middle = from.plus(Duration.between(from, until).dividedBy(2));
        return Instant.ofEpochSecond(middle.plusMillis(500).getEpochSecond());
    }

    private record Judged(boolean consistent, String detail) {}

    private Judged restore(List<String> commands, List<String> times) {
        try {
            var report = environment
                    .scalarDb()
                    .recoverAndCheck(times.stream()
                            .map(time -> commands.stream()
                                    .map(command -> command.replaceFirst(
                                            "(recovery_target_time = ')[^']*", "$1" + target(time)))
                                    .toList())
                            .toList());
            return new Judged(report.isConsistent(), report.describe());
        } catch (IOException | RuntimeException failure) {
            throw new IllegalStateException("not restored: " + failure.getMessage(), failure);
        }
    }

    private static String target(String time) {
        return Instant.parse(time).toString().replace('T', ' ').replace("Z", "+00");
    }

    /** Returns the commands that the record prints for the first database. */
    private static List<String> recovery(JsonNode record) {
        List<String> steps = new ArrayList<>();
        record.at("/restore/instructions/0/steps").forEach(step -> steps.add(step.asText()));
        return AsPrinted.commands(steps, "recovery_target_time = ");
    }

    private static void awaitTransfers(int count) throws InterruptedException {
        long before = workload.committed();
        await(count + " transfers", () -> workload.committed() - before >= count);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Waited " + LIMIT.toSeconds() + " s for " + what);
            }
            Thread.sleep(20);
        }
    }
}
