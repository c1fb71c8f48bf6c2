package io.jenkins.plugins.scalarbackup.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankConfiguration;
import io.jenkins.plugins.scalarbackup.testkit.bank.CounterProofs;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judged;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place.Special;
import io.jenkins.plugins.scalarbackup.testkit.bank.ProofFigures;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Runs windows of the plugin on an application under load, dumps both databases in each, restores them and compares
 * them with the clients' notes. Just before each window, a transaction is left unfinished; in the first window, a
 * reader recovers an abandoned one between the two dumps. The {@link CounterProofs} do the same without one part of a
 * window.
 */
public final class BankProof {
    /** The number of threads on each pod. */
    private static final int THREADS = 3;

    private static final int SKEW_WINDOW_SECONDS = 3;
    private static final int TRANSACTIONS_BETWEEN = 40;
    /** Only guards against a hanging build: on a busy machine, the first build alone may prepare for two minutes. */
    private static final Duration BUILD = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** After 15 s a reader rolls an abandoned transaction back. */
    private static final Duration ABANDONED = Duration.ofSeconds(16);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BankEnvironment environment;
    private final Path directory;
    private final Consumer<String> log;
    /** One at a time beside the windows: the machine can't do more than one restore beside the pods. */
    private final ExecutorService restorer = Executors.newSingleThreadExecutor();

    private BankProof(BankEnvironment environment, Path directory, Consumer<String> log) {
        this.environment = environment;
        this.directory = directory;
        this.log = log;
    }

    /** A window that the plugin found consistent. */
    public record Window(Path dumps, Path record, Instant pauseStarted, Instant unpauseStarted) {}

    /**
     * Runs the proof in one configuration.
     *
     * @param directory the directory for records and dumps
     */
    public static ProofFigures run(
            BankEnvironment environment,
            BankConfiguration configuration,
            int windows,
            Path directory,
            Consumer<String> log)
            throws Exception {
        Path own = Files.createDirectories(directory.resolve(configuration.key()));
        BankProof proof = new BankProof(environment, own, line -> log.accept(configuration.key() + ": " + line));
        try {
            return proof.run(configuration, windows);
        } finally {
            proof.restorer.shutdownNow();
        }
    }

    private ProofFigures run(BankConfiguration configuration, int count) throws Exception {
        environment.use(configuration);
        environment.work(THREADS);
        List<CompletableFuture<Judged>> windows = new ArrayList<>();
        Window last = null;
        for (int i = 1; i <= count; i++) {
            environment.awaitTransactions(TRANSACTIONS_BETWEEN);
            environment.leaveUnfinished();
            last = window("window-" + i, i == 1 ? this::dumpsAroundAReader : environment::dump);
            windows.add(judged("window " + i, last, true));
        }
        boolean recovered = environment.databases().coordinator().isAborted(environment.abandoned());
        CounterProofs counterProofs = new CounterProofs(environment, this);
        counterProofs.run(last);
        environment.idle();
        return ProofFigures.of(
                windows.stream().map(CompletableFuture::join).toList(),
                counterProofs.findings(),
                environment.notes(),
                environment.databases().coordinator(),
                recovered);
    }

    /** Runs a build with a window and {@code dumps} in it. */
    public Window window(String name, SnapshotCommand.Snapshots dumps) throws Exception {
        Path workspace = Files.createDirectories(directory.resolve(name));
        EmbeddedRun build;
        try (SnapshotCommand command = new SnapshotCommand(dumps, workspace)) {
            build = environment
                    .jenkins()
                    .pipeline("restore-proof")
                    .script("node { consistentBackup(" + environment.target() + ", skewWindow: " + SKEW_WINDOW_SECONDS
                            + ", databases: ['postgresql', 'mysql']) { sh './take-snapshot.sh dumps' } }")
                    .workspace(workspace)
                    .start();
            if (build.await(BUILD) != Result.SUCCESS) {
                throw new IllegalStateException(name + ":\n" + build.log().text());
            }
        }
        Path file = workspace.resolve("consistent-backup.json");
        Files.copy(build.artifacts().resolve("consistent-backup.json"), file, StandardCopyOption.REPLACE_EXISTING);
        JsonNode record = JSON.readTree(file.toFile());
        if (!record.path("verdict").asText().equals("CONSISTENT")) {
            throw new IllegalStateException(name + ": " + record.path("verdict"));
        }
        JsonNode window = record.path("window");
        return new Window(
                workspace.resolve("dumps"),
                file,
                Instant.parse(window.path("pauseStarted").asText()),
                Instant.parse(window.path("unpauseStarted").asText()));
    }

    /**
     * Dumps both databases around a reader, which writes in the window: one dump has the abandoned records, the other
     * their outcome.
     */
    private void dumpsAroundAReader(Path target) throws IOException {
        Waiting.until("The age of the abandoned transaction", LIMIT, () -> Instant.now()
                .isAfter(environment.abandonedAt().plus(ABANDONED)));
        environment.databases().dumpFirst(target);
        environment.pods().get(0).command("read " + Special.ABANDONED);
        environment.databases().dumpSecond(target);
    }

    /** Restores and judges in the background; the notes are read now, after the window. */
    public CompletableFuture<Judged> judged(String what, Window window, boolean coordinator) throws IOException {
        var notes = environment.notes();
        BankConfiguration configuration = environment.configuration();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Judged judged = environment.restoreAndJudge(configuration, window, notes, coordinator);
                        log.accept(what + ": " + judged.finding().describe() + "; the verifier: "
                                + judged.verification().describe());
                        return judged;
                    } catch (Exception e) {
                        throw new IllegalStateException(what + " can't be restored: " + e.getMessage(), e);
                    }
                },
                restorer);
    }

    public Path directory() {
        return directory;
    }
}
