package io.jenkins.plugins.scalarbackup.conformance;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster for the conformance tests: the API double or, with {@code -Dkubeconfig=FILE}, a real API server, on which a
 * separate namespace is used. The file's user must be an administrator.
 */
interface ConformanceCluster extends AutoCloseable {
    /** Returns the tests' namespace. */
    String namespace();

    /** Returns the configuration of an account that may do everything. */
    Config admin();

    /**
     * A right of an account.
     *
     * @param verbs as RBAC writes them
     * @param resources as RBAC writes them, for example {@code pods/portforward}, in any API group
     */
    record Right(List<String> verbs, List<String> resources) {}

    /** Returns the configuration of an account that has only these rights, in the namespace. */
    Config accountWith(List<Right> rights);

    @Override
    void close();

    /** Returns the cluster for this run. */
    static ConformanceCluster open() {
        String kubeconfig = System.getProperty("kubeconfig", "");
        try {
            return kubeconfig.isEmpty() ? new DoubleCluster() : new RealCluster(Files.readString(Path.of(kubeconfig)));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("-Dkubeconfig=" + kubeconfig + " can't be read", unreadable);
        }
    }

    /** Returns a client that never retries, so that a test sees each answer. */
    static KubernetesClient client(Config config) {
        config.setRequestRetryBackoffLimit(0);
        return new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                .withConfig(config)
                .build();
    }
}
