package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.NamespaceFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A cluster and targets in it, all over real HTTP on loopback. */
final class ClusterFixture implements AutoCloseable {
    static final String NAMESPACE = "prod";
    static final EndpointPolicy LENIENT = new EndpointPolicy(true);

    final ApiDouble cluster;
    final NamespaceFixture namespace;
    final ExecutorService executor =
            Executors.newCachedThreadPool(task -> new Thread(task, "fixture-" + Integer.toHexString(hashCode())));
    PodConnector connector = new NoConnector();
    private final List<KubernetesTarget> targets = new ArrayList<>();

    ClusterFixture() {
        this(ApiDouble.builder().bookmarkEvery(Duration.ZERO).start());
    }

    ClusterFixture(ApiDouble cluster) {
        this.cluster = cluster;
        this.namespace = cluster.namespace(NAMESPACE);
    }

    static TargetSelection release(String release) {
        return new TargetSelection(release, null, null, null, null, Access.POD_IP, AdminTls.OFF, false);
    }

    static TargetSelection selector(String selector, Product product, Integer adminPort) {
        return new TargetSelection(null, selector, null, product, adminPort, Access.POD_IP, AdminTls.OFF, false);
    }

    /** Creates a target with all rights. */
    KubernetesTarget target(TargetSelection selection) throws RefusedException {
        return target(selection, cluster.admin());
    }

    KubernetesTarget target(
            TargetSelection selection, io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account account)
            throws RefusedException {
        return target(selection, new ClusterCredentials.Kubeconfig(cluster.kubeconfig(account, NAMESPACE), null));
    }

    KubernetesTarget target(TargetSelection selection, ClusterCredentials credentials) throws RefusedException {
        return target(selection, credentials, LENIENT, ApiClientFactory.USUAL_TIMEOUT);
    }

    KubernetesTarget target(
            TargetSelection selection, ClusterCredentials credentials, EndpointPolicy policy, Duration timeout)
            throws RefusedException {
        KubernetesTarget target = new KubernetesTarget(selection, credentials, policy, connector, executor, timeout);
        targets.add(target);
        return target;
    }

    static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Returns the one or two sentences of a refusal. */
    static String refused(CompletionStage<?> stage) {
        return sentence(assertInstanceOf(RefusedException.class, cause(stage)));
    }

    static String failed(ClusterException.Kind kind, CompletionStage<?> stage) {
        ClusterException failure = assertInstanceOf(ClusterException.class, cause(stage));
        assertEquals(kind, failure.kind(), failure.getMessage());
        return sentence(failure);
    }

    private static Throwable cause(CompletionStage<?> stage) {
        return assertThrows(ExecutionException.class, () -> now(stage)).getCause();
    }

    private static String sentence(Exception failure) {
        String message = failure.getMessage();
        assertFalse(message.contains("\n") || message.contains("Exception"), message);
        return message;
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        targets.forEach(KubernetesTarget::close);
        executor.shutdownNow();
        cluster.close();
    }

    /** For tests that connect to no pod. */
    private static final class NoConnector implements PodConnector {
        @Override
        public PodConnection connect(String host, int port, AdminTls tls, String shownAs, Runnable onClose) {
            throw new AssertionError("nobody was to connect to " + host);
        }
    }
}
