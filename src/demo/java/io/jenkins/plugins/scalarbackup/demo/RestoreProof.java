package io.jenkins.plugins.scalarbackup.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.TransferWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Checks whether the recommended restore point restores to a consistent state: runs windows with an empty block under a
 * continuous workload, then recovers both databases to each window's point in time, with the commands that the record
 * prints. Each window is restored three times: at its recommended time, and with one database's clock as early and the
 * other's as late as the record tolerates, less a second. The counter-proof restores to times outside of windows with
 * the same skew, which the same judge must find inconsistent.
 */
public final class RestoreProof {
    /** Short windows; the tolerated skew is still long enough for many transfers. */
    private static final int SKEW_WINDOW_SECONDS = 4;

    private static final Duration LESS = Duration.ofSeconds(1);
    private static final Duration BUILD = Duration.ofSeconds(120);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** The number of threads of a workload that leaves a small machine capacity for restores. */
    public static final int WORKERS = 3;

    private static final int TRANSFERS_BETWEEN = 20;
    private static final int COUNTER_PROOFS = 3;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String SCRIPT =
            """
            consistentBackup(release: '%s', credentialsId: '%s', skewWindow: %d, databases: ['postgresql']) { }
            """.formatted(EmbeddedEnvironment.RELEASE, EmbeddedEnvironment.CREDENTIALS, SKEW_WINDOW_SECONDS);

    private final EmbeddedEnvironment environment;
    private final TransferWorkload workload;
    private final Path directory;
    private final Consumer<String> log;
    private final List<CompletableFuture<List<Restore>>> windows = new ArrayList<>();
    private final List<CompletableFuture<Restore>> outside = new ArrayList<>();

    private RestoreProof(EmbeddedEnvironment environment, Path directory, Consumer<String> log) {
        this.environment = environment;
        this.workload = environment.scalarDb().workload();
        this.directory = directory;
        this.log = log;
    }

    /**
     * The results.
     *
     * @param windows the restores of each window, three each
     * @param restores the restores outside of windows
     */
    public record Summary(List<List<Restore>> windows, List<Restore> restores) {
        public Summary {
            windows = List.copyOf(windows);
            restores = List.copyOf(restores);
        }

        /** Returns the number of windows of which all three restores are consistent and have the same transfers. */
        public long consistent() {
            return windows.stream()
                    .filter(restores -> restores.stream().allMatch(Restore::consistent)
                            && restores.stream()
                                            .map(Restore::transfers)
                                            .distinct()
                                            .count()
                                    == 1)
                    .count();
        }

        /** Returns the number of restores outside of windows that the judge found inconsistent. */
        public long inconsistent() {
            return restores.stream().filter(restore -> !restore.consistent()).count();
        }

        private Map<String, Object> asMap() {
            Map<String, Object> counterProof = new LinkedHashMap<>();
            counterProof.put("restores", restores.size());
            counterProof.put("inconsistent", inconsistent());
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("windows", windows.size());
            map.put("consistent", consistent());
            map.put("counterProof", counterProof);
            return map;
        }
    }

    /**
     * A restore of both databases.
     *
     * @param what the window and the skew
     * @param first the time to which the first database was recovered, with {@code bank1} and the coordinator
     * @param second the time to which the second database was recovered
     * @param transfers the number of transfers that the first bank has seen; -1 if it can't be read
     * @param detail the judge's description
     */
    public record Restore(
            String what, String first, String second, boolean consistent, long transfers, String detail, long millis) {}

    /**
     * Runs {@code windows} windows, restores them and writes {@code summary.json}, {@code restores.json} and the
     * windows' records into {@code directory}. The workload must be running.
     *
     * @param environment an environment with WAL archives
     */
    public static Summary run(EmbeddedEnvironment environment, int windows, Path directory, Consumer<String> log)
            throws Exception {
        Files.createDirectories(directory);
        return new RestoreProof(environment, directory, log).run(windows);
    }

    private Summary run(int count) throws Exception {
        // One at a time beside the windows: the machine can't do more than one restore beside the servers.
        ExecutorService restorer = Executors.newSingleThreadExecutor();
        try {
            for (int i = 1; i <= count; i++) {
                window(i, count, restorer);
            }
            Summary summary = new Summary(
                    windows.stream().map(CompletableFuture::join).toList(),
                    outside.stream().map(CompletableFuture::join).toList());
            SummaryFile.put(directory, "", summary.asMap());
            Files.writeString(directory.resolve("restores.json"), JSON.writeValueAsString(summary) + "\n");
            return summary;
        } finally {
            restorer.shutdownNow();
        }
    }

    private void window(int number, int count, ExecutorService restorer) throws Exception {
        awaitTransfers(TRANSFERS_BETWEEN);
        long before = workload.committed();
        EmbeddedRun build =
                environment.jenkins().pipeline("restore-proof").script(SCRIPT).start();
        if (build.await(BUILD) != Result.SUCCESS) {
            throw new IllegalStateException(
                    "Window " + number + ":\n" + build.log().text());
        }
        JsonNode record = takeRecord(build, number);
        JsonNode restore = record.path("restore");
        Instant recommended = Instant.parse(restore.path("recommended").asText());
        Duration skew = Duration.ofMillis(
                        restore.path("toleratedClockSkewMillis").asLong())
                .minus(LESS);
        if (skew.isNegative()) {
            throw new IllegalStateException("Window " + number + " tolerates less than a second: " + restore);
        }
        // Alternately by the script and by the commands printed for a person.
        List<String> commands = number % 2 == 0 ? recoveryCommands(restore) : recoveryScript(build);
        Instant opened =
                Instant.parse(record.path("window").path("unpauseCompleted").asText());
        // Long enough for the same skew around a time when transfers are running; twice that, to be safe.
        Instant middle = opened.plus(skew.multipliedBy(2));
        await(
                "transfers after window " + number,
                () -> workload.lastCommit().orElse(Instant.MIN).isAfter(middle.plus(skew.multipliedBy(2))));
        long after = workload.committed() + workload.unknown() + WORKERS;
        // Restores wait only for this point, not for the end of the run.
        environment.scalarDb().archiveUntilNow();
        log.accept("Window " + number + " of " + count + ": " + recommended + ", tolerated skew less a second "
                + skew.toMillis() + " ms");
        windows.add(CompletableFuture.supplyAsync(
                () -> List.of(
                        plausible(restore("window " + number, commands, recommended, Duration.ZERO), before, after),
                        restore("window " + number + ", first early, second late", commands, recommended, skew),
                        restore(
                                "window " + number + ", first late, second early",
                                commands,
                                recommended,
                                skew.negated())),
                restorer));
        if (number <= COUNTER_PROOFS) {
            outside.add(CompletableFuture.supplyAsync(
                    () -> restore("after window " + number, commands, middle, skew), restorer));
        }
    }

    /**
     * Checks the number of transfers: a restore with too few or too many is from another time, perhaps consistent, but
     * not the window's.
     */
    private static Restore plausible(Restore restore, long before, long after) {
        if (restore.transfers() >= before && restore.transfers() <= after) {
            return restore;
        }
        return new Restore(
                restore.what(),
                restore.first(),
                restore.second(),
                false,
                restore.transfers(),
                "not the window's: between " + before + " and " + after + " transfers were due; " + restore.detail(),
                restore.millis());
    }

    private Restore restore(String what, List<String> commands, Instant time, Duration skew) {
        Instant first = time.minus(skew);
        Instant second = time.plus(skew);
        long start = System.nanoTime();
        long transfers = -1;
        boolean consistent = false;
        String detail;
        try {
            var report = environment.scalarDb().recoverAndCheck(List.of(at(commands, first), at(commands, second)));
            consistent = report.isConsistent();
            transfers = report.transfers();
            detail = report.describe();
        } catch (IOException | RuntimeException failure) {
            detail = "not restored: " + failure.getMessage();
        }
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        log.accept(what + ": " + detail + " (" + millis + " ms)");
        return new Restore(what, first.toString(), second.toString(), consistent, transfers, detail, millis);
    }

    /** Returns the commands for another time, as if the database's clock were off. */
    private static List<String> at(List<String> commands, Instant time) {
        String target = time.toString().replace('T', ' ').replace("Z", "+00");
        return commands.stream()
                .map(command -> command.replaceFirst("(recovery_target_time = ')[^']*", "$1" + target))
                .toList();
    }

    /** Returns the commands of the step that creates the data directory, as the record prints them. */
    private static List<String> recoveryCommands(JsonNode restore) {
        for (JsonNode step : restore.path("instructions").path(0).path("steps")) {
            if (step.asText().contains("recovery_target_time = ")) {
                return step.asText()
                        .lines()
                        .filter(line -> line.startsWith("    "))
                        .map(String::strip)
                        .toList();
            }
        }
        throw new IllegalStateException("The record does not say how to recover PostgreSQL: " + restore);
    }

    /** Returns the same step from the script among the build's artifacts. */
    private static List<String> recoveryScript(EmbeddedRun build) throws IOException {
        return List.of(
                "set -- --yes --from recover",
                Files.readString(build.artifacts().resolve("restore-postgresql.sh")));
    }

    private JsonNode takeRecord(EmbeddedRun build, int number) throws IOException {
        Path record = directory.resolve("window-" + number + ".json");
        Files.copy(build.artifacts().resolve("consistent-backup.json"), record, StandardCopyOption.REPLACE_EXISTING);
        return JSON.readTree(record.toFile());
    }

    private void awaitTransfers(int count) throws InterruptedException {
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
