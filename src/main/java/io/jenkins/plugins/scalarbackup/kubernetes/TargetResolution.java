package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Resolves an author's selection to pods, product, admin port and owners. The labels are those of the vendor's Helm
 * charts: {@code app.kubernetes.io/instance} is the release, {@code app.kubernetes.io/app} the product or {@code
 * envoy}.
 */
final class TargetResolution {
    static final String INSTANCE = "app.kubernetes.io/instance";
    static final String APP = "app.kubernetes.io/app";
    static final String ENVOY = "envoy";

    private final ApiServer api;
    private final TargetSelection selection;
    private final String namespace;

    private TargetResolution(ApiServer api, TargetSelection selection, String namespace) {
        this.api = api;
        this.selection = selection;
        this.namespace = namespace;
    }

    /** Returns the namespace of a target: its own, the kubeconfig context's, or {@code default}. */
    static String namespace(ApiServer api, TargetSelection selection) throws RefusedException {
        String fromContext =
                api.access().namespace() == null ? "default" : api.access().namespace();
        return LabelSelector.namespace(selection.namespace() == null ? fromContext : selection.namespace());
    }

    static ResolvedTarget resolve(ApiServer api, TargetSelection selection) throws ClusterException, RefusedException {
        return new TargetResolution(api, selection, namespace(api, selection)).resolve();
    }

    private ResolvedTarget resolve() throws ClusterException, RefusedException {
        if (selection.deployment() != null) {
            return deployment();
        }
        String given = selection.release() != null
                ? INSTANCE + "=" + LabelSelector.release(selection.release())
                : LabelSelector.checked(selection.selector());
        List<Pod> listed = pods(given);
        List<Pod> candidates = listed.stream()
                .filter(pod -> selection.release() == null || !ENVOY.equals(label(pod, APP)))
                .filter(pod -> !PodMapping.pod(pod).isLeftover())
                .toList();
        if (candidates.isEmpty()) {
            throw missing().noPods(given, listed);
        }
        Product product = new ProductDetection(selection, namespace, named()).of(candidates);
        String selector = selection.release() == null ? given : releaseSelector(given, product);
        List<Pod> pods = candidates.stream()
                .filter(pod -> selection.release() == null
                        || product.appLabel().isEmpty()
                        || product.appLabel().get().equals(label(pod, APP)))
                .toList();
        if (pods.isEmpty()) {
            throw new RefusedException("No pod of " + named() + " is a " + product.parameter() + ": their labels " + APP
                    + " are " + ProductDetection.labels(candidates)
                    + ". Correct the parameter product, or use selector instead.");
        }
        int adminPort = selection.adminPort() != null
                ? selection.adminPort()
                : AdminPort.find(api, namespace, product, pods, named());
        return new ResolvedTarget(
                api.access().server(),
                namespace,
                selection.release(),
                selector,
                product,
                adminPort,
                selection.tls(),
                selection.access(),
                Owners.of(api, namespace, pods));
    }

    /**
     * Resolves a Deployment by its own selector. Refuses a selector that also lists other pods, because they would be
     * paused, too.
     */
    private ResolvedTarget deployment() throws ClusterException, RefusedException {
        Deployment deployment = readDeployment();
        String selector = LabelSelector.of(deployment.getSpec().getSelector());
        List<Pod> pods = pods(selector).stream()
                .filter(pod -> !PodMapping.pod(pod).isLeftover())
                .toList();
        if (pods.isEmpty()) {
            throw missing().noPods(selector, pods);
        }
        List<Workload> owners = Owners.of(api, namespace, pods);
        List<String> others = owners.stream()
                .filter(owner -> !owner.uid().equals(deployment.getMetadata().getUid()))
                .map(Workload::named)
                .toList();
        if (!others.isEmpty()) {
            throw new RefusedException("The selector of " + named() + " (" + selector + ") also lists pods of "
                    + String.join(", ", others) + ". Name its pods by a selector that lists no others.");
        }
        return new ResolvedTarget(
                api.access().server(),
                namespace,
                null,
                selector,
                selection.product() == null ? Product.CUSTOM : selection.product(),
                Objects.requireNonNull(selection.adminPort(), "adminPort"),
                selection.tls(),
                selection.access(),
                owners,
                selection.deployment());
    }

    private Deployment readDeployment() throws ClusterException, RefusedException {
        try {
            return api.read(ApiCall.get(Resource.DEPLOYMENTS, namespace, selection.deployment()), Deployment.class);
        } catch (ClusterException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            throw missing().noDeployment();
        }
    }

    private String releaseSelector(String instance, Product product) {
        return instance + "," + APP
                + product.appLabel().map(label -> "=" + label).orElse("!=" + ENVOY);
    }

    private List<Pod> pods(String selector) throws ClusterException {
        return api.list(ApiCall.list(Resource.PODS, namespace, selector), PodList.class)
                .items();
    }

    private MissingPods missing() {
        return new MissingPods(api, selection, namespace, named());
    }

    private String named() {
        String what = selection.release() != null
                ? "release \"" + selection.release() + "\""
                : selection.deployment() != null
                        ? "deployment \"" + selection.deployment() + "\""
                        : "selector \"" + selection.selector() + "\"";
        return what + " in namespace \"" + namespace + "\" at " + api.access().server();
    }

    static String label(HasMetadata object, String key) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
