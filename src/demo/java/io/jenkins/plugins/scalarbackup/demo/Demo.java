package io.jenkins.plugins.scalarbackup.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankConfiguration;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judged;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The main use of the plugin, end to end: {@code mvn -Pdemo verify}; with {@code -Ddemo.mode=pitr} the {@link
 * RestoreProof}, with {@code configurations} the {@link ConfigurationsProof}. Runs the three uses in {@code
 * Jenkinsfile.example} against an application that embeds ScalarDB, under a continuous workload, restores the snapshot
 * that was taken inside the window, and shows how broken the same snapshot is without a pause.
 */
public final class Demo {
    private static final int PODS = 3;
    private static final int THREADS = 1;
    private static final int WARM_UP_TRANSACTIONS = 50;
    private static final int COUNTER_PROOF_TRANSACTIONS = 100;
    private static final Duration BUILD = Duration.ofSeconds(100);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Object> summary = new LinkedHashMap<>();

    private Demo(Path directory) {
        this.directory = directory;
    }

    /** Exits with 1 if anything is wrong. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("pitr")) {
            System.exit(pointInTimeRecovery() ? 0 : 1);
        }
        if (arguments.length > 0 && arguments[0].equals("configurations")) {
            System.exit(configurations() ? 0 : 1);
        }
        Path directory = Path.of("target", "demo").toAbsolutePath();
        Demo demo = new Demo(directory);
        demo.run(Files.readString(Path.of("Jenkinsfile.example")));
        System.exit(demo.wrong.isEmpty() ? 0 : 1);
    }

    /** Restores windows by point-in-time recovery, instead of the main use. */
    private static boolean pointInTimeRecovery() throws Exception {
        Path directory = Path.of("target", "restore-proof").toAbsolutePath();
        clear(directory);
        say("Starting two PostgreSQL servers with WAL archives, three ScalarDB Servers and an API server on loopback.");
        int windows = Integer.getInteger("restore.windows", 5);
        RestoreProof.Summary summary;
        try (EmbeddedEnvironment environment =
                EmbeddedEnvironment.startWithWalArchive(directory.resolve("jenkins-home"))) {
            environment.scalarDb().workload().start(RestoreProof.WORKERS);
            summary = RestoreProof.run(environment, windows, directory, Demo::say);
        }
        say(summary.consistent() + " of " + windows + " windows restored to a consistent state; outside of windows "
                + summary.inconsistent() + " of " + summary.restores().size() + " restores are inconsistent.");
        say("Summary: " + directory.resolve("summary.json"));
        return summary.consistent() == windows && summary.inconsistent() > 0;
    }

    /** Runs the exact proof on pods that embed the current ScalarDB, for each of its ways to commit. */
    private static boolean configurations() throws Exception {
        Path directory = Path.of("target", "restore-proof").toAbsolutePath();
        clear(directory);
        say("Starting PostgreSQL, MariaDB, two pods with ScalarDB in them and an API server on loopback.");
        boolean proven = ConfigurationsProof.run(Integer.getInteger("restore.windows", 5), directory, Demo::say);
        say("Summary: " + directory.resolve("summary.json"));
        return proven;
    }

    private void run(String jenkinsfile) throws Exception {
        clear(directory);
        say("Starting PostgreSQL, MariaDB, three pods with ScalarDB in them and an API server on loopback.");
        try (BankEnvironment environment =
                BankEnvironment.startWithWalArchive(directory.resolve("jenkins-home"), PODS)) {
            environment.use(BankConfiguration.DEFAULT);
            environment.work(THREADS);
            environment.awaitTransactions(WARM_UP_TRANSACTIONS);
            // The example is for Scalar's own charts; an application is selected by its labels and its admin port.
            String adapted = jenkinsfile.replaceAll(
                    "release: params.RELEASE, namespace: params.NAMESPACE,\\s*credentialsId: '[^']*'",
                    java.util.regex.Matcher.quoteReplacement(environment.target()));
            // This application's second database is MariaDB.
            adapted = adapted.replace("databases: ['postgresql']", "databases: ['postgresql', 'mariadb']");
            mainJob(environment, adapted);
            otherUses(environment, adapted);
            counterProof(environment);
        }
        Files.writeString(directory.resolve("summary.json"), JSON.writeValueAsString(summary) + "\n");
        if (wrong.isEmpty()) {
            say("Everything is as it should be.");
        }
        wrong.forEach(what -> say("WRONG: " + what));
        say("Record:    " + directory.resolve("consistent-backup.json"));
        say("           " + directory.resolve("consistent-backup.txt"));
        say("Build log: " + directory.resolve("console.log"));
        say("Snapshots: " + directory.resolve("snapshots"));
        say("Summary:   " + directory.resolve("summary.json"));
    }

    private void mainJob(BankEnvironment environment, String jenkinsfile) throws Exception {
        Path workspace = directory.resolve("workspace");
        EmbeddedRun run;
        environment.leaveUnfinished();
        Rehearsal rehearsal = new Rehearsal(environment);
        long before = environment.acknowledged();
        say("Running Jenkinsfile.example, MODE=snapshot, while money is transferred.");
        try (SnapshotCommand command = new SnapshotCommand(environment::dump, workspace)) {
            run = build(environment, jenkinsfile, workspace, "snapshot", "10");
            expect(run.await(BUILD) == Result.SUCCESS, "the build ended with " + run.getResult());
        }
        long during = environment.acknowledged() - before;
        Files.writeString(directory.resolve("console.log"), run.log().text());
        JsonNode record = takeRecord(run);
        Path snapshot = directory.resolve("snapshots").resolve(record.path("id").asText());
        Files.createDirectories(snapshot.getParent());
        Files.move(workspace.resolve("snapshots").resolve(record.path("id").asText()), snapshot);

        say("Restoring the snapshot into new databases and comparing them with what the clients know.");
        JsonNode window = record.path("window");
        Judged judged = environment.restoreAndJudge(
                snapshot,
                Files.copy(
                        directory.resolve("consistent-backup.json"),
                        snapshot.resolve("consistent-backup.json"),
                        StandardCopyOption.REPLACE_EXISTING),
                Instant.parse(window.path("pauseStarted").asText()),
                Instant.parse(window.path("unpauseStarted").asText()));
        Finding restored = judged.finding();
        say("Restored: " + restored.describe());
        say("The verifier: " + judged.verification().describe());
        int paused = 0;
        for (JsonNode target : record.path("targets")) {
            paused += target.path("pauses").size();
        }
        summary.put("verdict", record.path("verdict").asText());
        summary.put("podsPaused", paused);
        summary.put("transfersDuringRun", during);
        summary.put("transactionsChecked", restored.checked());
        summary.put("missing", restored.missing().size());
        summary.put("extra", restored.extra().size());
        summary.put("torn", restored.torn().size());
        expect("CONSISTENT".equals(record.path("verdict").asText()), "the verdict is " + record.path("verdict"));
        summary.put("verifier", judged.verification().asMap());
        expect(restored.isConsistent(), "the restored databases: " + restored);
        expect(judged.verification().isSound(), "the verifier: " + judged.verification());
        expect(paused == environment.pods().size(), paused + " pods were paused");
        expect(during > 0, "no money was transferred during the run");
        rehearse(environment, rehearsal, run, record, snapshot);
    }

    private void rehearse(
            BankEnvironment environment, Rehearsal rehearsal, EmbeddedRun backup, JsonNode record, Path snapshot)
            throws Exception {
        say("Rehearsing: is the window restorable, and is what the printed scripts restore of it whole?");
        try (rehearsal) {
            RehearsalJob.Outcome outcome = new RehearsalJob(environment, rehearsal, directory, Demo::say)
                    .run(backup, record, snapshot.resolve("mariadb.sql"));
            summary.put("restorable", outcome.asMap());
            expect(outcome.isGood(), "the rehearsal: " + outcome.asMap());
        }
    }

    private JsonNode takeRecord(EmbeddedRun run) throws IOException {
        for (String name : List.of("consistent-backup.json", "consistent-backup.txt")) {
            Path artifact = run.artifacts().resolve(name);
            expect(Files.exists(artifact), "there is no artifact " + name);
            if (Files.exists(artifact)) {
                Files.copy(artifact, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        JsonNode record =
                JSON.readTree(directory.resolve("consistent-backup.json").toFile());
        try (InputStream schema = Demo.class.getResourceAsStream(
                "/io/jenkins/plugins/scalarbackup/record/consistent-backup.schema.json")) {
            JsonSchema validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
            Set<ValidationMessage> faults = validator.validate(record);
            expect(faults.isEmpty(), "the record is not valid: " + faults);
        }
        return record;
    }

    /** Runs the nightly window and the backup before a release, as short as their restore points allow. */
    private void otherUses(BankEnvironment environment, String jenkinsfile) throws Exception {
        for (String mode : List.of("window", "release")) {
            say("Running Jenkinsfile.example, MODE=" + mode + ".");
            EmbeddedRun run = build(environment, jenkinsfile, directory.resolve("workspace"), mode, "3");
            expect(
                    run.await(BUILD) == Result.SUCCESS,
                    "the build with MODE=" + mode + " ended with " + run.getResult());
            Files.writeString(
                    directory.resolve("console-" + mode + ".log"), run.log().text());
        }
    }

    private EmbeddedRun build(
            BankEnvironment environment, String jenkinsfile, Path workspace, String mode, String skewWindow)
            throws IOException {
        return environment
                .jenkins()
                .pipeline("backup")
                .script(jenkinsfile)
                .parameter("MODE", mode)
                .parameter("SKEW_WINDOW", skewWindow)
                .workspace(workspace)
                .watchedBy(System.out)
                .start();
    }

    private void counterProof(BankEnvironment environment) throws Exception {
        say("Counter-proof: the same snapshots without a pause.");
        Path dumps = directory.resolve("snapshots").resolve("without-pause");
        Instant started = Instant.now();
        environment.dumpApart(dumps, COUNTER_PROOF_TRANSACTIONS);
        Judged judged = environment.restoreAndJudge(
                dumps, environment.recordWithoutPause(dumps, started), started, Instant.MAX);
        Finding unpaused = judged.finding();
        say("Without a pause: " + unpaused.describe());
        say("The verifier: " + judged.verification().describe());
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("broken", !unpaused.isConsistent());
        proof.put("detail", unpaused.describe());
        proof.put("verifier", judged.verification().asMap());
        summary.put("counterProof", proof);
        expect(
                judged.verification().verdict().equals("TORN"),
                "the verifier, without a pause: " + judged.verification());
        expect(!unpaused.isConsistent(), "snapshots without a pause should not be consistent");
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(directory);
    }

    private static void say(String line) {
        System.out.println("[demo] " + line);
    }
}
