package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From what an author named to pods, product, admin port and owners. The labels are those of the vendor's Helm charts:
 * {@code app.kubernetes.io/instance} is the release, {@code app.kubernetes.io/app} the product or {@code envoy}.
 */
final class TargetResolution {
    static final String INSTANCE = "app.kubernetes.io/instance";
    static final String APP = "app.kubernetes.io/app";
    private static final String ENVOY = "envoy";
    private static final String NO_DEPLOYMENTS = "list deployments.apps there (docs/rbac.yaml)";

    private final ApiServer api;
    private final TargetSelection selection;
    private final String namespace;

    private TargetResolution(ApiServer api, TargetSelection selection, String namespace) {
        this.api = api;
        this.selection = selection;
        this.namespace = namespace;
    }

    /** The namespace of a target: its own, the kubeconfig context's, or {@code default}. */
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
            throw nothingFound(given, listed);
        }
        Product product = product(candidates);
        String selector = selection.release() == null ? given : releaseSelector(given, product);
        List<Pod> pods = candidates.stream()
                .filter(pod -> selection.release() == null
                        || product.appLabel().isEmpty()
                        || product.appLabel().get().equals(label(pod, APP)))
                .toList();
        if (pods.isEmpty()) {
            throw new RefusedException("No pod of " + named() + " is a " + product.parameter() + ": their labels " + APP
                    + " are " + labels(candidates) + ". Correct the parameter product, or use selector instead.");
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

    /** The pods of one Deployment, found by its own selector: what that lists besides would be paused, too. */
    private ResolvedTarget deployment() throws ClusterException, RefusedException {
        Deployment deployment = readDeployment();
        String selector = LabelSelector.of(deployment.getSpec().getSelector());
        List<Pod> pods = pods(selector).stream()
                .filter(pod -> !PodMapping.pod(pod).isLeftover())
                .toList();
        if (pods.isEmpty()) {
            throw nothingFound(selector, pods);
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
            if (!namespaceExists()) {
                throw noNamespace();
            }
            throw new RefusedException("There is no " + named() + "; Deployments seen there: " + seen()
                    + ". Correct the parameter deployment.");
        }
    }

    private String seen() throws ClusterException {
        try {
            String seen = api
                    .list(ApiCall.listMetadata(Resource.DEPLOYMENTS, namespace, null), DeploymentList.class)
                    .items()
                    .stream()
                    .map(other -> "\"" + other.getMetadata().getName() + "\"")
                    .limit(20)
                    .collect(Collectors.joining(", "));
            return seen.isEmpty() ? "none" : seen;
        } catch (ClusterException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                return "not known, for want of the right to " + NO_DEPLOYMENTS;
            }
            throw e;
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

    private Product product(List<Pod> pods) throws RefusedException {
        Map<String, Product> labelled = pods.stream()
                .map(pod -> label(pod, APP))
                .filter(Objects::nonNull)
                .distinct()
                .filter(app -> Product.labelled(app).isPresent())
                .collect(Collectors.toMap(
                        Function.identity(), app -> Product.labelled(app).orElseThrow()));
        Collection<Product> products = new TreeSet<>(labelled.values());
        if (selection.product() != null) {
            return fitting(selection.product(), pods, products);
        }
        if (products.isEmpty()) {
            throw new RefusedException("None of the pods of " + named() + " says by a label " + APP
                    + " which product it is (seen: " + labels(pods) + "). Give the parameter product: one of "
                    + Product.parameters() + ".");
        }
        if (products.size() > 1) {
            throw new RefusedException("The pods of " + named() + " are of several products: "
                    + products.stream().map(Product::parameter).collect(Collectors.joining(", "))
                    + ". Give the parameter product to say which is meant; targets takes several.");
        }
        Product product = products.iterator().next();
        refuseStrangers(product, pods);
        return product;
    }

    /** A product that was named goes before the labels, but not against them. */
    private Product fitting(Product named, List<Pod> pods, Collection<Product> labelled) throws RefusedException {
        if (named == Product.CUSTOM && selection.adminPort() == null) {
            throw new RefusedException(
                    "For product custom nobody knows the port of the Admin service; give the parameter"
                            + " adminPort for " + named() + ".");
        }
        if (selection.release() == null && named != Product.CUSTOM) {
            for (Product other : labelled) {
                if (other != named) {
                    throw new RefusedException("The selector \"" + selection.selector() + "\" also lists pods of "
                            + other.parameter() + " in namespace \"" + namespace + "\", not only of "
                            + named.parameter() + ". Narrow it, with " + APP + "="
                            + named.appLabel().orElse("…") + " say.");
                }
            }
            refuseEnvoy(pods);
        }
        return named;
    }

    /** A selector is taken as it is, so whatever else it lists would be paused, or waited for, too. */
    private void refuseStrangers(Product product, List<Pod> pods) throws RefusedException {
        if (selection.release() != null) {
            return;
        }
        refuseEnvoy(pods);
        List<String> strangers = pods.stream()
                .filter(pod -> !product.appLabel().get().equals(label(pod, APP)))
                .map(pod -> pod.getMetadata().getName())
                .limit(5)
                .toList();
        if (!strangers.isEmpty()) {
            throw new RefusedException("The selector \"" + selection.selector() + "\" also lists pods that are no "
                    + product.parameter() + ": " + String.join(", ", strangers) + ". Narrow it, with " + APP + "="
                    + product.appLabel().get() + " say.");
        }
    }

    private void refuseEnvoy(List<Pod> pods) throws RefusedException {
        Optional<Pod> envoy =
                pods.stream().filter(pod -> ENVOY.equals(label(pod, APP))).findFirst();
        if (envoy.isPresent()) {
            throw new RefusedException("The selector \"" + selection.selector() + "\" also lists Envoy's pod "
                    + envoy.get().getMetadata().getName() + ", which has no Admin service. Narrow it, with " + APP
                    + "!=envoy say.");
        }
    }

    private RefusedException nothingFound(String selector, List<Pod> listed) throws ClusterException {
        String looked = "No pod to pause was found for " + named() + " (looked for pods labelled " + selector + ")";
        if (!listed.isEmpty()) {
            return new RefusedException(looked + "; there are only Envoy's pods or pods that have ended: "
                    + listed.stream()
                            .map(pod -> pod.getMetadata().getName())
                            .limit(5)
                            .collect(Collectors.joining(", "))
                    + ". Start the product's pods first.");
        }
        if (!namespaceExists()) {
            return noNamespace();
        }
        Optional<String> deployments = scaledDown(selector);
        if (deployments.isEmpty()) {
            looked += "; whether it is scaled to 0 is not known, for want of the right to " + NO_DEPLOYMENTS;
        }
        String scaledDown = deployments.orElse("");
        if (!scaledDown.isEmpty()) {
            return new RefusedException(looked + "; " + scaledDown
                    + " is scaled to 0. Nothing can be written then, so no" + " pause is needed.");
        }
        if (selection.deployment() != null) {
            return new RefusedException(looked + ". Look at it with: kubectl -n " + ShellWord.of(namespace)
                    + " describe deployment " + ShellWord.of(selection.deployment()));
        }
        if (selection.release() == null) {
            return new RefusedException(looked + ". Try the selector with: kubectl -n " + ShellWord.of(namespace)
                    + " get pods -l " + ShellWord.of(selector));
        }
        String releases =
                api.list(ApiCall.listMetadata(Resource.PODS, namespace, INSTANCE), PodList.class).items().stream()
                        .map(pod -> label(pod, INSTANCE))
                        .filter(Objects::nonNull)
                        .distinct()
                        .sorted()
                        .limit(20)
                        .map(release -> "\"" + release + "\"")
                        .collect(Collectors.joining(", "));
        return new RefusedException(
                looked + "; releases seen there: " + (releases.isEmpty() ? "none" : releases) + ".");
    }

    private RefusedException noNamespace() {
        return new RefusedException("There is no namespace \"" + namespace + "\" at "
                + api.access().server() + ". Correct the parameter namespace, or the kubeconfig context's.");
    }

    /** An empty list also comes from a namespace that does not exist. Who may not look assumes that it does. */
    private boolean namespaceExists() throws ClusterException {
        try {
            api.read(ApiCall.get(Resource.NAMESPACES, null, namespace), Namespace.class);
            return true;
        } catch (ClusterException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.FORBIDDEN) {
                return e.kind() == Kind.FORBIDDEN;
            }
            throw e;
        }
    }

    /** The target's Deployments that have no pods by intention; empty where they may not be looked at. */
    private Optional<String> scaledDown(String selector) throws ClusterException {
        try {
            return Optional.of(
                    api
                            .list(ApiCall.list(Resource.DEPLOYMENTS, namespace, selector), DeploymentList.class)
                            .items()
                            .stream()
                            .filter(deployment -> !ENVOY.equals(label(deployment)))
                            .filter(deployment -> deployment.getSpec() != null
                                    && Integer.valueOf(0)
                                            .equals(deployment.getSpec().getReplicas()))
                            .map(deployment ->
                                    "Deployment/" + deployment.getMetadata().getName())
                            .collect(Collectors.joining(", ")));
        } catch (ClusterException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String named() {
        String what = selection.release() != null
                ? "release \"" + selection.release() + "\""
                : selection.deployment() != null
                        ? "deployment \"" + selection.deployment() + "\""
                        : "selector \"" + selection.selector() + "\"";
        return what + " in namespace \"" + namespace + "\" at " + api.access().server();
    }

    private static String labels(List<Pod> pods) {
        return pods.stream()
                .map(pod -> label(pod, APP))
                .map(app -> app == null ? "none" : app)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String label(Deployment deployment) {
        Map<String, String> labels = deployment.getMetadata().getLabels();
        return labels == null ? null : labels.get(APP);
    }

    private static String label(Pod pod, String key) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }
}
