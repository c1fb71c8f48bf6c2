package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Detects a target's product by the pods' labels; refuses targets with several products or with other pods.
 *
 * @param selection the author's selection
 * @param namespace the target's namespace
 * @param target the target's name in messages
 */
record ProductDetection(TargetSelection selection, String namespace, String target) {
    /**
     * Returns the product of these pods.
     *
     * @throws RefusedException if it is not clear, or if a selector also lists other pods
     */
    Product of(List<Pod> pods) throws RefusedException {
        Map<String, Product> labelled = pods.stream()
                .map(pod -> TargetResolution.label(pod, TargetResolution.APP))
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
            throw new RefusedException("None of the pods of " + target + " says by a label " + TargetResolution.APP
                    + " which product it is (seen: " + labels(pods) + "). Give the parameter product: one of "
                    + Product.parameters() + ".");
        }
        if (products.size() > 1) {
            throw new RefusedException("The pods of " + target + " are of several products: "
                    + products.stream().map(Product::parameter).collect(Collectors.joining(", "))
                    + ". Give the parameter product to say which is meant; targets takes several.");
        }
        Product product = products.iterator().next();
        refuseStrangers(product, pods);
        return product;
    }

    /** Returns the product that the author named: it takes precedence over the labels, but must not contradict them. */
    private Product fitting(Product given, List<Pod> pods, Collection<Product> labelled) throws RefusedException {
        if (given == Product.CUSTOM && selection.adminPort() == null) {
            throw new RefusedException(
                    "For product custom, the port of the Admin service is not known; give the parameter"
                            + " adminPort for " + target + ".");
        }
        if (selection.release() == null && given != Product.CUSTOM) {
            for (Product other : labelled) {
                if (other != given) {
                    throw new RefusedException("The selector \"" + selection.selector() + "\" also lists pods of "
                            + other.parameter() + " in namespace \"" + namespace + "\", not only of "
                            + given.parameter() + ". Narrow it, e.g. with " + TargetResolution.APP + "="
                            + given.appLabel().orElse("…") + ".");
                }
            }
            refuseEnvoy(pods);
        }
        return given;
    }

    /** Refuses a selector that also lists other pods: they would be paused, or waited for, too. */
    private void refuseStrangers(Product product, List<Pod> pods) throws RefusedException {
        if (selection.release() != null) {
            return;
        }
        refuseEnvoy(pods);
        List<String> strangers = pods.stream()
                .filter(pod -> !product.appLabel().get().equals(TargetResolution.label(pod, TargetResolution.APP)))
                .map(pod -> pod.getMetadata().getName())
                .limit(5)
                .toList();
        if (!strangers.isEmpty()) {
            throw new RefusedException("The selector \"" + selection.selector() + "\" also lists pods that are no "
                    + product.parameter() + ": " + String.join(", ", strangers) + ". Narrow it, e.g. with "
                    + TargetResolution.APP + "="
                    + product.appLabel().get() + ".");
        }
    }

    private void refuseEnvoy(List<Pod> pods) throws RefusedException {
        Optional<Pod> envoy = pods.stream()
                .filter(pod -> TargetResolution.ENVOY.equals(TargetResolution.label(pod, TargetResolution.APP)))
                .findFirst();
        if (envoy.isPresent()) {
            throw new RefusedException("The selector \"" + selection.selector() + "\" also lists Envoy's pod "
                    + envoy.get().getMetadata().getName() + ", which has no Admin service. Narrow it, e.g. with "
                    + TargetResolution.APP
                    + "!=envoy.");
        }
    }

    static String labels(List<Pod> pods) {
        return pods.stream()
                .map(pod -> TargetResolution.label(pod, TargetResolution.APP))
                .map(app -> app == null ? "none" : app)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
