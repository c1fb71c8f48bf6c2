package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Explains why a target has no pods to pause, and what its author can do.
 *
 * @param selection the author's selection
 * @param namespace the target's namespace
 * @param target the target's name in messages
 */
record MissingPods(ApiServer api, TargetSelection selection, String namespace, String target) {
    private static final String NO_DEPLOYMENTS = "list deployments.apps there (docs/rbac.yaml)";

    /**
     * Returns the refusal of a target without pods to pause.
     *
     * @param selector the selector that was used
     * @param listed the pods that it found and that are not to be paused
     */
    RefusedException noPods(String selector, List<Pod> listed) throws ClusterException {
        String looked = "No pod to pause was found for " + target + " (looked for pods labelled " + selector + ")";
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
            looked += "; whether it is scaled to 0 is not known without the right to " + NO_DEPLOYMENTS;
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
        String releases = api
                .list(ApiCall.listMetadata(Resource.PODS, namespace, TargetResolution.INSTANCE), PodList.class)
                .items()
                .stream()
                .map(pod -> TargetResolution.label(pod, TargetResolution.INSTANCE))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .limit(20)
                .map(release -> "\"" + release + "\"")
                .collect(Collectors.joining(", "));
        return new RefusedException(
                looked + "; releases seen there: " + (releases.isEmpty() ? "none" : releases) + ".");
    }

    /** Returns the refusal of a target whose Deployment does not exist. */
    RefusedException noDeployment() throws ClusterException {
        return namespaceExists()
                ? new RefusedException("There is no " + target + "; Deployments seen there: " + seen()
                        + ". Correct the parameter deployment.")
                : noNamespace();
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
                return "not known without the right to " + NO_DEPLOYMENTS;
            }
            throw e;
        }
    }

    private RefusedException noNamespace() {
        return new RefusedException("There is no namespace \"" + namespace + "\" at "
                + api.access().server() + ". Correct the parameter namespace, or the kubeconfig context's.");
    }

    /**
     * Returns whether the namespace exists: listing the pods of one that does not gives an empty list, too. True
     * without the right to read namespaces.
     */
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

    /** Returns the target's Deployments that are scaled to 0, as text; empty if the right to list them is missing. */
    private Optional<String> scaledDown(String selector) throws ClusterException {
        try {
            return Optional.of(
                    api
                            .list(ApiCall.list(Resource.DEPLOYMENTS, namespace, selector), DeploymentList.class)
                            .items()
                            .stream()
                            .filter(deployment -> !TargetResolution.ENVOY.equals(
                                    TargetResolution.label(deployment, TargetResolution.APP)))
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
}
