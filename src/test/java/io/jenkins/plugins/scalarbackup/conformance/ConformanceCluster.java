package io.jenkins.plugins.scalarbackup.conformance;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster that the same assertions are put to: the API double, or with {@code -Dkubeconfig=FILE} a real API server, of
 * which a namespace of the tests' own is used. The file's user must be an administrator.
 */
interface ConformanceCluster extends AutoCloseable {
    /** The namespace that is the tests' to use. */
    String namespace();

    /** May do everything. */
    Config admin();

    /**
     * What an account may do.
     *
     * @param verbs as RBAC writes them
     * @param resources as RBAC writes them, {@code pods/portforward} say, in whatever API group
     */
    record Right(List<String> verbs, List<String> resources) {}

    /** A configuration of an account that has these rights in the namespace and no others. */
    Config accountWith(List<Right> rights);

    @Override
    void close();

    /** The cluster that this run is for. */
    static ConformanceCluster open() {
        String kubeconfig = System.getProperty("kubeconfig", "");
        try {
            return kubeconfig.isEmpty() ? new DoubleCluster() : new RealCluster(Files.readString(Path.of(kubeconfig)));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("-Dkubeconfig=" + kubeconfig + " can't be read", unreadable);
        }
    }

    /** A client that tries nothing a second time, so that a test sees each answer. */
    static KubernetesClient client(Config config) {
        config.setRequestRetryBackoffLimit(0);
        return new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                .withConfig(config)
                .build();
    }
}
