package io.jenkins.plugins.scalarbackup.demo;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankConfiguration;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankDatabases;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankPod;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judge;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judged;
import io.jenkins.plugins.scalarbackup.testkit.bank.RestoreVerifier;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PodRelay;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plugin's environment if an application implements the Admin service itself, on loopback: its pods on PostgreSQL
 * and MariaDB, the API server that has them, and a controller with the plugin.
 */
public final class BankEnvironment implements AutoCloseable {
    /** The name of the application's Deployment, and the value of its label {@code app}. */
    public static final String APPLICATION = "bank";

    public static final String NAMESPACE = "bank";
    /** The ID of the credential with the kubeconfig. */
    public static final String CREDENTIALS = "scalar-kubeconfig";

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration TRIAL = Duration.ofSeconds(60);

    private final BankDatabases databases;
    private final List<BankPod> pods;
    private final ApiDouble cluster;
    private final EmbeddedJenkins jenkins;
    private BankConfiguration configuration;
    private boolean tried;
    private String abandoned = "";
    private Instant abandonedAt = Instant.EPOCH;

    private BankEnvironment(BankDatabases databases, List<BankPod> pods, ApiDouble cluster, EmbeddedJenkins jenkins) {
        this.databases = databases;
        this.pods = pods;
        this.cluster = cluster;
        this.jenkins = jenkins;
    }

    /** Starts databases, API server and controller; {@link #use} starts the application. */
    public static BankEnvironment start(Path jenkinsHome, int pods) throws IOException {
        return start(jenkinsHome, pods, false);
    }

    /**
     * Does the same as {@link #start}, with a PostgreSQL that can be recovered to any later time ({@link Rehearsal}).
     */
    public static BankEnvironment startWithWalArchive(Path jenkinsHome, int pods) throws IOException {
        return start(jenkinsHome, pods, true);
    }

    private static BankEnvironment start(Path jenkinsHome, int pods, boolean archiving) throws IOException {
        BankDatabases databases = BankDatabases.start(archiving);
        List<BankPod> all = new ArrayList<>();
        ApiDouble cluster = null;
        try {
            for (PodRelay relay : PodRelay.open(pods)) {
                all.add(new BankPod(APPLICATION + "-" + all.size(), relay, databases.directory()));
            }
            cluster = ApiDouble.builder().tls().start();
            cluster.namespace(NAMESPACE)
                    .deployment(APPLICATION)
                    .replicas(pods)
                    .labels(Map.of("app", APPLICATION))
                    .container(APPLICATION, all.get(0).address().getPort())
                    .podIps(all.stream()
                            .map(pod -> pod.address().getHostString())
                            .toArray(String[]::new))
                    .create();
            EmbeddedJenkins jenkins =
                    EmbeddedJenkins.at(jenkinsHome).withIndexedExtensions().start();
            // The pods are on loopback, which the plugin refuses by default because no pod of a real cluster is there.
            ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
            jenkins.credentials().file(CREDENTIALS, "kubeconfig", cluster.kubeconfig(cluster.admin(), NAMESPACE));
            return new BankEnvironment(databases, List.copyOf(all), cluster, jenkins);
        } catch (IOException | RuntimeException failure) {
            all.forEach(BankPod::close);
            if (cluster != null) {
                cluster.close();
            }
            databases.close();
            throw failure;
        }
    }

    /** Starts the application in this configuration on new banks, in which a client has abandoned a transaction. */
    public void use(BankConfiguration wanted) throws Exception {
        pods.parallelStream().forEach(BankPod::stop);
        configuration = wanted;
        Files.createDirectories(notesDirectory());
        databases.create(wanted);
        abandoned = databases.abandon(wanted, clientNotes());
        abandonedAt = Instant.now();
        for (BankPod pod : pods) {
            pod.launch(databases.properties(wanted), notesDirectory(), wanted.dawdleMillis());
        }
        for (BankPod pod : pods) {
            pod.awaitStart();
        }
        if (!tried) {
            // The first build loads half of the plugin, which should not happen in a window.
            jenkins.pipeline("trial")
                    .script("verifyPods(" + target() + ")")
                    .start()
                    .await(TRIAL);
            tried = true;
        }
    }

    /** Starts the workload on each pod. */
    public void work(int threads) throws IOException {
        for (BankPod pod : pods) {
            pod.command("work " + threads);
        }
    }

    /** Stops the workload. */
    public void idle() throws IOException {
        for (BankPod pod : pods) {
            pod.command("idle");
        }
    }

    /** Returns the number of transactions acknowledged since the pods were started. */
    public long acknowledged() throws IOException {
        long sum = 0;
        for (BankPod pod : pods) {
            sum += pod.acknowledged();
        }
        return sum;
    }

    /** Returns when this number of further transactions has been acknowledged. */
    public void awaitTransactions(int count) throws IOException {
        long before = acknowledged();
        Waiting.until(count + " transactions", LIMIT, () -> acknowledged() - before >= count);
    }

    /** Dumps both databases. */
    public void dump(Path target) throws IOException {
        databases.dumpFirst(target);
        databases.dumpSecond(target);
    }

    /** Dumps the second database and, when this number of transactions has been acknowledged in between, the first. */
    public void dumpApart(Path target, int transactions) throws IOException {
        databases.dumpSecond(target);
        awaitTransactions(transactions);
        databases.dumpFirst(target);
    }

    /**
     * Restores dumps beside the live databases and compares them with the clients' current notes; the verifier runs
     * first.
     */
    public Judged restoreAndJudge(Path dumps, Path record, Instant pauseStarted, Instant unpauseStarted)
            throws Exception {
        return restoreAndJudge(
                configuration, new BankProof.Window(dumps, record, pauseStarted, unpauseStarted), notes(), true);
    }

    /**
     * Does the same for a window in another configuration, or without the coordinator's tables.
     *
     * @param notes the clients' notes at the end of the window
     */
    Judged restoreAndJudge(
            BankConfiguration made,
            BankProof.Window window,
            Map<String, TransactionNotes.Note> notes,
            boolean coordinator)
            throws Exception {
        BankDatabases.Restored restored = databases.restoreAndRead(made, window.dumps(), window.record(), coordinator);
        return new Judged(
                Judge.judge(restored.rows(), notes, window.pauseStarted(), window.unpauseStarted()),
                restored.verification());
    }

    /** Writes a record for dumps made without a pause, as if there had been a window. */
    public Path recordWithoutPause(Path dumps, Instant started) throws IOException {
        return RestoreVerifier.record(dumps, "without-pause", started, started, Instant.now());
    }

    /** Makes a client commit a transaction and disconnect before its last record is settled. */
    public void leaveUnfinished() throws Exception {
        databases.leaveUnfinished(configuration, clientNotes());
    }

    private Path notesDirectory() {
        return databases.directory().resolve("notes-" + configuration.key());
    }

    private Path clientNotes() {
        return notesDirectory().resolve("clients" + TransactionNotes.EXTENSION);
    }

    /** Returns all clients' notes on their transactions. */
    public Map<String, TransactionNotes.Note> notes() throws IOException {
        return TransactionNotes.read(notesDirectory());
    }

    BankConfiguration configuration() {
        return configuration;
    }

    /** Returns the transaction that was abandoned before the pods were started. */
    String abandoned() {
        return abandoned;
    }

    Instant abandonedAt() {
        return abandonedAt;
    }

    public BankDatabases databases() {
        return databases;
    }

    public List<BankPod> pods() {
        return pods;
    }

    public ApiDouble cluster() {
        return cluster;
    }

    public EmbeddedJenkins jenkins() {
        return jenkins;
    }

    /** Returns the parameters that select these pods in a step. */
    public String target() {
        return "selector: 'app=" + APPLICATION + "', product: 'custom', adminPort: "
                + pods.get(0).address().getPort() + ", credentialsId: '" + CREDENTIALS + "'";
    }

    @Override
    public void close() {
        jenkins.close();
        cluster.close();
        pods.parallelStream().forEach(BankPod::close);
        databases.close();
    }
}
