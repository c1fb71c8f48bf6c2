package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests windows that succeed, with every way to select pods and to reach them. */
class WindowsTest {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static void eachPausedOnce(PodServers pods) {
        pods.all().forEach(pod -> assertEquals(1, pod.pauses(), pod.address() + " was paused"));
    }

    @Test
    void targetsOfSeveralNamespacesAndClustersArePausedAtOnce() throws Exception {
        PodServers ledger = fixture.keep(PodServers.start(2));
        PodServers auditor = fixture.keep(PodServers.start(1));
        PodServers bank = fixture.keep(PodServers.start(1));
        ApiDouble second = fixture.anotherCluster("second", "audit");
        fixture.install(fixture.cluster, NAMESPACE, Chart.SCALARDL_LEDGER, "ledger", ledger);
        fixture.install(fixture.cluster, "other", Chart.SCALARDB_CLUSTER, "app", bank);
        fixture.install(second, "audit", Chart.SCALARDL_AUDITOR, "auditor", auditor);
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                def record = consistentBackup(credentialsId: 'kubeconfig', skewWindow: 0, targets: [
                        [release: 'ledger'],
                        [release: 'app', namespace: 'other'],
                        [release: 'auditor', credentialsId: 'second']]) { }
                echo "verdict ${record.verdict} of ${record.targets.size()}"
                """);
        assertTrue(
                run.log().text().contains("verdict CONSISTENT of 3"), run.log().text());
        List.of(ledger, auditor, bank).forEach(WindowsTest::eachPausedOnce);
        JsonNode targets = record(run).path("targets");
        assertEquals("scalardl-ledger", targets.path(0).path("product").asText(), targets.toPrettyString());
        assertEquals("other", targets.path(1).path("namespace").asText());
        assertEquals("scalardl-auditor", targets.path(2).path("product").asText());
        assertNotEquals(
                targets.path(0).path("cluster").asText(),
                targets.path(2).path("cluster").asText());
        assertEquals(2, fixture.cluster.requests().count("create", "leases"));
        assertEquals(1, second.requests().count("create", "leases"));
    }

    @Test
    void podsThatTwoTargetsNameArePausedOnceUnderOneLock() throws Exception {
        fixture.install(3);
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                consistentBackup(credentialsId: 'kubeconfig', skewWindow: 0, targets: [
                        [release: 'app'], [selector: 'app.kubernetes.io/app=scalardb-cluster']]) { }
                """);
        eachPausedOnce(fixture.pods);
        assertEquals(1, fixture.cluster.requests().count("create", "leases"));
        assertEquals("CONSISTENT", record(run).path("verdict").asText());
    }

    @Test
    void podsAreReachedThroughThePortForwardThatIsAskedFor() throws Exception {
        forwarded("127.0.0.201", "127.0.0.202");
        EmbeddedRun run =
                fixture.run(Result.SUCCESS, "consistentBackup(TARGET, access: 'portForward', skewWindow: 0) { }");
        eachPausedOnce(fixture.pods);
        assertTrue(record(run).toString().contains("port-forward"), record(run).toPrettyString());
        StepFixture.until(
                "no port-forward runs", () -> fixture.cluster.forwards().running() == 0);
    }

    @Test
    void accessAutoFallsBackToPortForward() throws Exception {
        forwarded("127.0.0.201", "127.0.0.202");
        fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        eachPausedOnce(fixture.pods);
        StepFixture.until(
                "no port-forward runs", () -> fixture.cluster.forwards().running() == 0);
    }

    /** Sets up pods with nothing listening at their own addresses, only behind the port-forward. */
    private void forwarded(String... ips) throws IOException {
        fixture.pods = fixture.keep(PodServers.start(ips.length));
        fixture.release = HelmRelease.install(
                fixture.cluster.namespace(NAMESPACE), Chart.SCALARDB_CLUSTER, "app", ips.length, 60_053, List.of(ips));
        for (int i = 0; i < ips.length; i++) {
            fixture.release.workload().pod(i).forwardTo(fixture.pods.get(i).address());
        }
    }

    @Test
    void tlsWithACaAndAnAuthority() throws Exception {
        HeldCertificate ca =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate held = new HeldCertificate.Builder()
                .signedBy(ca)
                .addSubjectAlternativeName("scalardb.example.com")
                .build();
        fixture.pods = fixture.keep(PodServers.at(
                List.of("127.0.0.21", "127.0.0.22"),
                GrpcSslContexts.configure(
                                SslContextBuilder.forServer(held.keyPair().getPrivate(), held.certificate()),
                                SslProvider.JDK)
                        .build()));
        fixture.release = fixture.install(fixture.cluster, NAMESPACE, Chart.SCALARDB_CLUSTER, "app", fixture.pods);
        String trust = "TARGET, skewWindow: 0, tls: true, tlsCaCertificate: '''" + ca.certificatePem() + "'''";
        String wrong = theOneError(fixture.run(Result.FAILURE, "consistentBackup(" + trust + ", access: 'podIp') { }"));
        assertTrue(wrong.contains("Check adminPort, access and tls"), wrong);
        String plain = theOneError(fixture.run(Result.FAILURE, "consistentBackup(TARGET, access: 'podIp') { }"));
        assertTrue(plain.contains("Check adminPort, access and tls"), plain);
        assertEquals(0, fixture.pods.pauses());
        fixture.run(Result.SUCCESS, "consistentBackup(" + trust + ", tlsAuthority: 'scalardb.example.com') { }");
        eachPausedOnce(fixture.pods);
    }

    @Test
    void podsWithAnIpv6Address() throws Exception {
        fixture.pods = fixture.keep(PodServers.at(List.of("::1"), null));
        fixture.release = fixture.install(fixture.cluster, NAMESPACE, Chart.SCALARDB_CLUSTER, "app", fixture.pods);
        fixture.run(Result.SUCCESS, "consistentBackup(TARGET, access: 'podIp', skewWindow: 0) { }");
        eachPausedOnce(fixture.pods);
    }

    @Test
    void windowsOfParallelBranchesHaveRecordsOfTheirOwn() throws Exception {
        fixture.install(1);
        PodServers others = fixture.keep(PodServers.start(1));
        fixture.install(fixture.cluster, "other", Chart.SCALARDB_CLUSTER, "app", others);
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                parallel(
                    one: { consistentBackup(TARGET, skewWindow: 0) { } },
                    two: { consistentBackup(TARGET, namespace: 'other', skewWindow: 0) { } })
                """);
        JsonNode first = record(run);
        JsonNode second = record(run, "consistent-backup-2.json");
        assertEquals("CONSISTENT", first.path("verdict").asText());
        assertEquals("CONSISTENT", second.path("verdict").asText());
        assertNotEquals(first.path("id").asText(), second.path("id").asText());
        assertNotEquals(
                first.path("targets").path(0).path("namespace").asText(),
                second.path("targets").path(0).path("namespace").asText());
    }

    @Test
    void severalOpenPausesAreClosedByName() throws Exception {
        fixture.install(1);
        PodServers others = fixture.keep(PodServers.start(1));
        fixture.install(fixture.cluster, "other", Chart.SCALARDB_CLUSTER, "app", others);
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                def one = scalarPause(TARGET)
                def two = scalarPause(TARGET, namespace: 'other')
                try { scalarUnpause() } catch (e) { echo "REFUSED ${e.message}" }
                try { scalarUnpause(pause: 'x') } catch (e) { echo "REFUSED ${e.message}" }
                scalarUnpause(pause: two)
                scalarUnpause(pause: one.id)
                try { scalarUnpause(pause: one) } catch (e) { echo "REFUSED ${e.message}" }
                echo "IDS ${one.id}, ${two.id}"
                """);
        String log = run.log().text();
        assertTrue(log.contains("REFUSED Several pauses of this build are open ("), log);
        assertTrue(log.contains("REFUSED This build has no open pause x; open: "), log);
        assertTrue(log.contains("none is open"), log);
        assertEquals(
                "CONSISTENT",
                record(run, "consistent-backup-2.json").path("verdict").asText());
        eachPausedOnce(others);
        eachPausedOnce(fixture.pods);
    }

    @Test
    void theWindowOfABlockIsNotClosedByAStep() throws Exception {
        fixture.install(1);
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                consistentBackup(TARGET, skewWindow: 0) {
                    try { scalarUnpause(pause: env.SCALAR_BACKUP_ID) } catch (e) { echo "REFUSED ${e.message}" }
                    try { scalarUnpause() } catch (e) { echo "REFUSED ${e.message}" }
                }
                """);
        String log = run.log().text();
        assertTrue(log.contains("is a window of consistentBackup, which closes it itself."), log);
        assertTrue(log.contains("REFUSED This build has no open pause."), log);
    }

    @Test
    void withoutRightsToLeasesTheRecordNamesALocalLock() throws Exception {
        fixture.install(1);
        Account account = fixture.cluster
                .access()
                .account("backup")
                .allow(
                        List.of("get", "list", "watch"),
                        "pods",
                        "services",
                        "replicasets",
                        "deployments",
                        "endpointslices")
                .allow(List.of("create"), "selfsubjectaccessreviews");
        fixture.kubeconfig("lesser", fixture.cluster.kubeconfig(account, NAMESPACE));
        String script = "consistentBackup(release: 'app', credentialsId: 'lesser', skewWindow: 2) { echo 'mine' }";
        EmbeddedRun first = fixture.start(script);
        first.log().await("mine", StepFixture.LONG);
        EmbeddedRun second = fixture.start(script);
        assertEquals(Result.SUCCESS, first.await(StepFixture.LONG), first.log().text());
        assertEquals(
                Result.SUCCESS, second.await(StepFixture.LONG), second.log().text());
        assertTrue(record(first).path("warnings").toString().contains("holds within this controller only"));
        assertTrue(!StepFixture.time(record(second), "pauseStarted")
                .isBefore(StepFixture.time(record(first), "unpauseCompleted")));
        assertEquals(
                0,
                fixture.cluster
                        .requests()
                        .matching(entry ->
                                entry.is("create", "leases") && entry.user().isEmpty())
                        .size());
    }

    @Test
    void manyWindowsLeaveNothingAndNeverHoldTheVmThread() throws Exception {
        fixture.install(3);
        String script = "for (int i = 0; i < %d; i++) { consistentBackup(TARGET, skewWindow: 0) { } }";
        fixture.run(Result.SUCCESS, script.formatted(2));
        fixture.nothingIsLeft();
        int threads = Thread.activeCount();
        EmbeddedRun run = fixture.run(Result.SUCCESS, script.formatted(4));
        fixture.nothingIsLeft();
        StepFixture.until("threads are as many as before", () -> Thread.activeCount() <= threads + 3);
        StepFixture.until("no watch is left", () -> fixture.cluster.watches().running() == 0);
        StepFixture.until("no connection to a pod is left", () -> fixture.pods.all().stream()
                .allMatch(pod -> pod.connections() == 0));
        assertTrue(run.longestHoldOfVm().compareTo(Duration.ofSeconds(1)) < 0, run.longestHoldOfVm() + " held");
    }
}
