package io.jenkins.plugins.scalarbackup.demo;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.EmbeddedScalarDb;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.HostClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The plugin's production environment, on loopback: real ScalarDB Servers on two PostgreSQL servers as the pods of a
 * Helm release, the API server that has them, and a controller with the plugin.
 */
public final class EmbeddedEnvironment implements AutoCloseable {
    /** The release's name. */
    public static final String RELEASE = "scalardb";
    /** Its namespace. */
    public static final String NAMESPACE = "bank";
    /** The ID of the credential that {@code Jenkinsfile.example} uses. */
    public static final String CREDENTIALS = "scalar-kubeconfig";

    private final EmbeddedScalarDb scalarDb;
    private final ApiDouble cluster;
    private final HelmRelease release;
    private final EmbeddedJenkins jenkins;

    private EmbeddedEnvironment(
            EmbeddedScalarDb scalarDb, ApiDouble cluster, HelmRelease release, EmbeddedJenkins jenkins) {
        this.scalarDb = scalarDb;
        this.cluster = cluster;
        this.release = release;
        this.jenkins = jenkins;
    }

    /** Starts everything but the workload. */
    public static EmbeddedEnvironment start(Path jenkinsHome) throws IOException {
        return around(EmbeddedScalarDb.start(), jenkinsHome);
    }

    /** Starts everything but the workload, on databases that can be recovered to any later time. */
    public static EmbeddedEnvironment startWithWalArchive(Path jenkinsHome) throws IOException {
        return around(EmbeddedScalarDb.startWithWalArchive(), jenkinsHome);
    }

    /** Does the same on databases whose hosts have these clocks. */
    public static EmbeddedEnvironment startWithWalArchive(Path jenkinsHome, List<HostClock> clocks) throws IOException {
        return around(EmbeddedScalarDb.startWithWalArchive(clocks), jenkinsHome);
    }

    private static EmbeddedEnvironment around(EmbeddedScalarDb scalarDb, Path jenkinsHome) throws IOException {
        ApiDouble cluster = null;
        try {
            cluster = ApiDouble.builder().tls().start();
            List<String> addresses = scalarDb.addresses().stream()
                    .map(InetSocketAddress::getHostString)
                    .toList();
            HelmRelease release = HelmRelease.install(
                    cluster.namespace(NAMESPACE),
                    Chart.SCALARDB_SERVER,
                    RELEASE,
                    addresses.size(),
                    scalarDb.port(),
                    addresses);
            EmbeddedJenkins jenkins =
                    EmbeddedJenkins.at(jenkinsHome).withIndexedExtensions().start();
            // The pods are on loopback, which the plugin refuses by default because no pod of a real cluster is there.
            ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
            jenkins.credentials().file(CREDENTIALS, "kubeconfig", cluster.kubeconfig(cluster.admin(), NAMESPACE));
            return new EmbeddedEnvironment(scalarDb, cluster, release, jenkins);
        } catch (IOException | RuntimeException failure) {
            scalarDb.close();
            if (cluster != null) {
                cluster.close();
            }
            throw failure;
        }
    }

    public EmbeddedScalarDb scalarDb() {
        return scalarDb;
    }

    public ApiDouble cluster() {
        return cluster;
    }

    public HelmRelease release() {
        return release;
    }

    public EmbeddedJenkins jenkins() {
        return jenkins;
    }

    @Override
    public void close() {
        jenkins.close();
        cluster.close();
        scalarDb.close();
    }
}
