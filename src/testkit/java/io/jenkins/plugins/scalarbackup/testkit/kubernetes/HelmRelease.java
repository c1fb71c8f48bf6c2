package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.util.List;
import java.util.Map;

/**
 * The objects that {@code helm install} of one of Scalar's charts creates: a Deployment, its headless Service and its
 * metrics Service, and an Envoy with its Service, all with the same instance label.
 *
 * @param workload the product's Deployment
 * @param envoy the Deployment in front of it
 * @param headlessService the name of the product's headless Service
 */
public record HelmRelease(
        String name, Chart chart, String namespace, Workload workload, Workload envoy, String headlessService) {

    /** Installs a chart with the product's own admin port. */
    public static HelmRelease install(NamespaceFixture namespace, Chart chart, String name, int replicas) {
        return install(namespace, chart, name, replicas, chart.adminPort());
    }

    /** @param adminPort the port of the headless Service, if it is not the product's usual one */
    public static HelmRelease install(
            NamespaceFixture namespace, Chart chart, String name, int replicas, int adminPort) {
        return install(namespace, chart, name, replicas, adminPort, List.of());
    }

    /** @param podIps the addresses of the product's pods, if there are servers */
    public static HelmRelease install(
            NamespaceFixture namespace, Chart chart, String name, int replicas, int adminPort, List<String> podIps) {
        String full = name.contains(chart.chart()) ? name : name + "-" + chart.chart();
        Map<String, String> labels = labels(chart.chart(), name, chart.app());
        Workload workload = namespace
                .deployment(full)
                .replicas(replicas)
                .labels(labels)
                .container(chart.chart(), adminPort)
                .podIps(podIps.toArray(String[]::new))
                .create();
        Map<String, Integer> ports = chart.ports();
        ports.put(chart.adminPortName(), adminPort);
        namespace.service(full + "-headless", true, labels, labels, ports);
        namespace.service(full + "-metrics", false, labels, labels, Map.of(chart.chart() + "-prometheus", 8080));

        Map<String, String> envoyLabels = labels("envoy", name, "envoy");
        Workload envoy = namespace
                .deployment(name + "-envoy")
                .replicas(1)
                .labels(envoyLabels)
                .container("envoy", 60051)
                .create();
        namespace.service(name + "-envoy", false, envoyLabels, envoyLabels, Map.of("envoy", 60051));
        return new HelmRelease(name, chart, namespace.name(), workload, envoy, full + "-headless");
    }

    private static Map<String, String> labels(String chart, String release, String app) {
        return Map.of(
                "app.kubernetes.io/name", chart,
                "app.kubernetes.io/instance", release,
                "app.kubernetes.io/app", app);
    }
}
