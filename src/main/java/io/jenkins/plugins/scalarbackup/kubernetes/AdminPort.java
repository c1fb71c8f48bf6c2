package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the port of the Admin service in the pods' headless Service: the charts name the ports of the Service, but not
 * those of the containers. The Service is recognized by its selector, because its name differs from chart to chart.
 */
final class AdminPort {
    private AdminPort() {}

    /**
     * Returns the pods' admin port according to the Service, or else the product's default port.
     *
     * @throws RefusedException if Services disagree, or if the port is not known
     */
    static int find(ApiServer api, String namespace, Product product, List<Pod> pods, String target)
            throws ClusterException, RefusedException {
        Map<Integer, String> found = new TreeMap<>();
        for (Service service : api.list(ApiCall.list(Resource.SERVICES, namespace, null), ServiceList.class)
                .items()) {
            if (isHeadless(service) && selectsAny(service, pods)) {
                adminPorts(service, product).stream()
                        .filter(port -> port.getPort() != null)
                        .forEach(port -> found.put(
                                podPort(port, pods), service.getMetadata().getName()));
            }
        }
        if (found.size() > 1) {
            throw new RefusedException("The headless Services of " + target + " disagree on the admin port: "
                    + found.entrySet().stream()
                            .map(entry -> entry.getValue() + " says " + entry.getKey())
                            .collect(Collectors.joining(", "))
                    + ". Give the parameter adminPort.");
        }
        Optional<Integer> port = found.keySet().stream().findFirst().or(product::defaultAdminPort);
        return port.orElseThrow(() ->
                new RefusedException("The admin port of " + target + " is not known; give the parameter adminPort."));
    }

    /**
     * Returns the ports with the name that the product's chart uses. If that name is not known: those with "admin" in
     * their name, or else the only port, unless the product has a default.
     */
    private static List<ServicePort> adminPorts(Service service, Product product) {
        List<ServicePort> ports = service.getSpec().getPorts() == null
                ? List.of()
                : service.getSpec().getPorts();
        if (product.servicePortName().isPresent()) {
            return ports.stream()
                    .filter(port -> product.servicePortName().get().equals(port.getName()))
                    .toList();
        }
        List<ServicePort> named = ports.stream()
                .filter(port -> port.getName() != null && port.getName().contains("admin"))
                .toList();
        return named.isEmpty()
                        && ports.size() == 1
                        && product.defaultAdminPort().isEmpty()
                ? ports
                : named;
    }

    private static boolean isHeadless(Service service) {
        return service.getSpec() != null && "None".equals(service.getSpec().getClusterIP());
    }

    private static boolean selectsAny(Service service, List<Pod> pods) {
        return pods.stream()
                .anyMatch(pod -> LabelSelector.selects(
                        service.getSpec().getSelector(), pod.getMetadata().getLabels()));
    }

    /** Returns the pods' port behind a Service's port, because connections go to the pods directly. */
    private static int podPort(ServicePort port, List<Pod> pods) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return port.getPort();
        }
        if (target.getIntVal() != null) {
            return target.getIntVal() == 0 ? port.getPort() : target.getIntVal();
        }
        if (target.getStrVal() == null) {
            return port.getPort();
        }
        return pods.stream()
                .filter(pod -> pod.getSpec() != null)
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .flatMap(container -> container.getPorts().stream())
                .filter(containerPort -> target.getStrVal().equals(containerPort.getName()))
                .map(ContainerPort::getContainerPort)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(port.getPort());
    }
}
