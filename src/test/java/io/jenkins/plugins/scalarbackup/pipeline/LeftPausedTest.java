package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.health.HealthCheck;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.metrics.PausedPodsCheck;
import io.jenkins.plugins.scalarbackup.page.StillPausedMonitor;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Tests what the keeper does with a pause in the journal when the controller starts and its credential, job or key has
 * changed. The journal is a real window's.
 */
class LeftPausedTest {
    private static final String INSECURE = "io.jenkins.plugins.scalarbackup.allowInsecureEndpoints";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private ApiDouble cluster;
    private Access.Account account;
    private PodServers pods;
    private EmbeddedJenkins jenkins;
    private Path open;
    private String entry;

    @BeforeEach
    void leaveAPauseInTheJournal() throws Exception {
        System.setProperty(INSECURE, "true");
        cluster = ApiDouble.started();
        account = cluster.access().account("backup").allow(List.of("*"), "*");
        pods = PodServers.start(2);
        HelmRelease.install(cluster.namespace("bank"), Chart.SCALARDB_CLUSTER, "app", 2, pods.port(), pods.addresses());
        Path home = directory.resolve("home");
        open = home.resolve("scalar-backup").resolve("open");
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        jenkins.credentials().file("cluster", "kubeconfig", cluster.kubeconfig(account, "bank"));
        EmbeddedRun run = jenkins.pipeline("nightly")
                .script("consistentBackup(release: 'app', credentialsId: 'cluster', skewWindow: 0) { input 'work' }")
                .start();
        run.log().await("work", StepFixture.LONG);
        Path file = only(open);
        // The journal is written concurrently with the window.
        StepFixture.until("the journal knows when the pause began", () -> knowsThePause(file));
        entry = Files.readString(file);
        assertFalse(entry.contains(account.token()), "a secret in the journal");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), "it holds a secret");
        run.interrupt("alice");
        run.await(StepFixture.LONG);
        StepFixture.until("the journal is empty", () -> isEmpty(open));
        jenkins.close();
        // As a controller's crash would have left them.
        pods.all().forEach(PodServer::pauseFromOutside);
        Files.writeString(open.resolve(file.getFileName()), entry);
        Files.writeString(open.resolve(file.getFileName() + ".new"), entry.substring(0, entry.length() / 2));
    }

    @AfterEach
    void stop() {
        System.clearProperty(INSECURE);
        jenkins.close();
        pods.close();
        cluster.close();
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            // The same entry may be being written again.
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertEquals(1, all.size(), all.toString());
            return all.get(0);
        }
    }

    private static boolean knowsThePause(Path file) {
        try {
            return JSON.readTree(file.toFile()).at("/state/times/pauseStarted").isTextual();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isEmpty(Path directory) {
        String[] names = directory.toFile().list();
        return names != null && names.length == 0;
    }

    private void edited(UnaryOperator<ObjectNode> connection) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(entry);
        ObjectNode target = (ObjectNode) root.at("/targets/0");
        target.set("connection", connection.apply((ObjectNode) target.get("connection")));
        try (Stream<Path> files = Files.list(open)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                JSON.writeValue(file.toFile(), root);
            }
        }
    }

    private void startAgain() throws IOException {
        jenkins = EmbeddedJenkins.at(directory.resolve("home")).withIndexedExtensions();
    }

    private void isOpened() throws InterruptedException {
        StepFixture.until("the pods are open", pods::areOpen);
        StepFixture.until("the journal is empty", () -> isEmpty(open));
        assertFalse(new StillPausedMonitor().isActivated());
    }

    @Test
    void jobAndCredentialAreGone() throws Exception {
        startAgain();
        jenkins.start();
        isOpened();
    }

    @Test
    void anEntryThatIsIncompleteHidesNoOther() throws Exception {
        Path incomplete = Files.writeString(open.resolve("a.json"), "{\"version\": 1, \"targets\": []}");
        startAgain();
        jenkins.start();
        StepFixture.until("the pods are open", pods::areOpen);
        StepFixture.until("its entry is removed", () -> open.toFile().list().length == 1);
        assertTrue(Files.exists(incomplete));
        StillPausedMonitor monitor = new StillPausedMonitor();
        assertEquals(1, monitor.getLeftPaused().size());
        HealthCheck check = new PausedPodsCheck().getHealthChecks().get("scalar-backup-paused-pods");
        assertEquals(
                "1 pod may still be paused after a backup. Manage Jenkins says which, and what opens them.",
                check.execute().getMessage());
        assertFalse(check.execute().isHealthy());
        PodLeftPaused row = monitor.getLeftPaused().get(0);
        assertEquals("a", row.window());
        assertTrue(row.pod().why().contains(incomplete.toString()), row.pod().why());
        assertTrue(
                row.pod().why().contains("Leases named scalar-backup.*"),
                row.pod().why());
        assertTrue(
                row.pod().command().startsWith("kubectl get leases"), row.pod().command());
        // A person who has taken care of its pods removes it.
        Files.delete(incomplete);
        WindowKeeper.get().tryNow("a");
        StepFixture.until("the monitor is silent", () -> !monitor.isActivated());
    }

    @Test
    void anEntryThatATornNewOneReplacedIsKeptByTheOneThatIsWhole() throws Exception {
        Path file = only(open);
        Files.delete(file);
        // After a power failure, only the new one may be there.
        Files.writeString(open.resolve(file.getFileName() + ".new"), entry);
        startAgain();
        jenkins.start();
        isOpened();
    }

    @Test
    void theCredentialWasRotated() throws Exception {
        startAgain();
        cluster.access().remove(account);
        jenkins.credentials().file("cluster", "kubeconfig", cluster.kubeconfig(cluster.admin(), "bank"));
        jenkins.loading(this::aBuildOfTheSameName);
        jenkins.start();
        isOpened();
    }

    @Test
    void theCredentialLeadsToAnotherClusterByNow() throws Exception {
        try (ApiDouble another = ApiDouble.started()) {
            startAgain();
            jenkins.credentials().file("cluster", "kubeconfig", another.kubeconfig(another.admin(), "bank"));
            jenkins.loading(this::aBuildOfTheSameName);
            jenkins.start();
            isOpened();
            assertEquals(0, another.requests().all().size());
        }
    }

    @Test
    void nothingLeadsToThePodsUntilTheCredentialIsThereAgain() throws Exception {
        edited(connection -> connection.put("encryptedKubeconfig", "no secret of this controller"));
        startAgain();
        jenkins.loading(this::aBuildOfTheSameName);
        List<String> said = toTheLog(jenkins::start);
        StillPausedMonitor monitor = new StillPausedMonitor();
        StepFixture.until("the monitor speaks", monitor::isActivated);
        assertEquals(2, monitor.getLeftPaused().size());
        String line = said.stream()
                .filter(one -> one.contains("was open when the controller stopped"))
                .findFirst()
                .orElseThrow();
        assertFalse(line.contains("{"), line);
        assertTrue(line.contains("its pods can't be reached to be opened: The copy of its credential "), line);
        assertTrue(line.contains("to open them by hand: kubectl -n bank run "), line);
        PodLeftPaused row = monitor.getLeftPaused().get(0);
        assertEquals("nightly #1", row.build());
        assertTrue(row.since().toString().startsWith("20"), row.since().toString());
        assertTrue(row.name().startsWith("bank/"), row.name());
        assertTrue(row.pod().command().contains("kubectl"), row.pod().command());
        assertTrue(row.pod().why().endsWith("."), row.pod().why());
        assertTrue(pods.all().stream().allMatch(PodServer::isPaused));
        assertTrue(monitor.hasRequiredPermission());
        assertNotNull(
                StillPausedMonitor.class.getMethod("doUnpauseNow", String.class).getAnnotation(RequirePOST.class));

        jenkins.credentials().file("cluster", "kubeconfig", cluster.kubeconfig(cluster.admin(), "bank"));
        WindowKeeper.get().tryNow(row.window());
        isOpened();
    }

    @Test
    void theSecretStoreThrowsAnErrorAtStart() throws Exception {
        startAgain();
        jenkins.credentials().beforeEachLookUp(() -> {
            throw new NoClassDefFoundError("a library of the vault");
        });
        jenkins.loading(this::aBuildOfTheSameName);
        jenkins.start();
        isOpened();
    }

    @Test
    void theSecretStoreHangsAtStart() throws Exception {
        CountDownLatch unsealed = new CountDownLatch(1);
        startAgain();
        jenkins.credentials().beforeEachLookUp(() -> {
            try {
                unsealed.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        jenkins.loading(this::aBuildOfTheSameName);
        jenkins.start();
        try {
            // Jenkins has started; the copy unpauses what the store's credential can't.
            isOpened();
        } finally {
            unsealed.countDown();
        }
    }

    @Test
    void theSecretStoreIsSealedAndThereIsNoCopyUntilItIsUnsealed() throws Exception {
        edited(connection -> connection.put("encryptedKubeconfig", "no secret of this controller"));
        startAgain();
        jenkins.credentials().file("cluster", "kubeconfig", cluster.kubeconfig(cluster.admin(), "bank"));
        jenkins.credentials().beforeEachLookUp(() -> {
            throw new IllegalStateException("the vault is sealed");
        });
        jenkins.loading(this::aBuildOfTheSameName);
        jenkins.start();
        StillPausedMonitor monitor = new StillPausedMonitor();
        StepFixture.until("the monitor speaks", monitor::isActivated);
        jenkins.credentials().beforeEachLookUp(() -> {});
        WindowKeeper.get().tryNow(monitor.getLeftPaused().get(0).window());
        isOpened();
    }

    @Test
    void theCredentialIsThereAndRefusedByNow() throws Exception {
        startAgain();
        Access.Account refused = cluster.access().account("refused");
        jenkins.credentials().file("cluster", "kubeconfig", cluster.kubeconfig(refused, "bank"));
        cluster.access().remove(refused);
        jenkins.loading(this::aBuildOfTheSameName);
        jenkins.start();
        isOpened();
    }

    /** Returns what the plugin logs meanwhile, with the parameters filled in. */
    private static List<String> toTheLog(Start start) throws IOException {
        List<String> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("io.jenkins.plugins.scalarbackup");
        StreamHandler handler = new StreamHandler() {
            @Override
            public void publish(LogRecord line) {
                said.add(new SimpleFormatter().formatMessage(line));
            }
        };
        logger.addHandler(handler);
        try {
            start.now();
            StepFixture.until("the monitor speaks", new StillPausedMonitor()::isActivated);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        } finally {
            logger.removeHandler(handler);
        }
        return said;
    }

    private interface Start {
        void now() throws IOException;
    }

    /** The build whose rights to the credential count. */
    private void aBuildOfTheSameName() {
        try {
            jenkins.pipeline("nightly").script("echo 'back'").run(StepFixture.LONG);
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
