package io.jenkins.plugins.scalarbackup.pipeline;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A namespace on a real API server with controllers, with a release of ScalarDB Cluster. It needs no kubelet, and none
 * may manage its pods: this class sets their status to running, at the loopback addresses where they really run.
 */
final class RealCluster implements AutoCloseable {
    private static final Map<String, String> LABELS =
            Map.of("app.kubernetes.io/instance", "app", "app.kubernetes.io/app", "scalardb-cluster");

    final KubernetesClient client;
    final String namespace = "scalar-backup-" + UUID.randomUUID().toString().substring(0, 8);
    private final Config admin;
    private final Map<String, String> addresses = new HashMap<>();

    RealCluster(Path kubeconfig) throws IOException {
        admin = Config.fromKubeconfig(Files.readString(kubeconfig));
        client = new KubernetesClientBuilder().withConfig(admin).build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        apply(Path.of("docs", "rbac.yaml"));
    }

    /** Applies one of the manifests in the documents, as its first lines describe. */
    private void apply(Path manifest) throws IOException {
        String yaml = Files.readString(manifest).replace("namespace: prod", "namespace: " + namespace);
        try (InputStream in =
                new java.io.ByteArrayInputStream(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            for (HasMetadata one : client.load(in).items()) {
                client.resource(one).create();
            }
        }
    }

    private String token(String serviceAccount, long seconds) {
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(seconds)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /**
     * Applies docs/watchdog/watchdog.yaml for a watchdog whose container is a process on this machine.
     *
     * @param mounted the directory for what its pod would have mounted of its ServiceAccount
     * @return its settings
     */
    Map<String, String> watchdog(Path mounted) throws IOException {
        apply(Path.of("docs", "watchdog", "watchdog.yaml"));
        Files.writeString(mounted.resolve("token"), token("scalar-backup-watchdog", 3_600));
        Files.write(mounted.resolve("ca.crt"), Base64.getDecoder().decode(admin.getCaCertData()));
        Files.writeString(mounted.resolve("namespace"), namespace);
        return Map.of(
                "WATCHDOG_API",
                admin.getMasterUrl().replaceFirst("/$", ""),
                "WATCHDOG_ACCOUNT",
                mounted.toString(),
                "WATCHDOG_POD",
                "dog-1");
    }

    /** Returns the kubeconfig of docs/security.md. */
    String kubeconfig() {
        String token = token("scalar-backup", 7_776_000);
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: real
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: scalar-backup
                  user: {token: %s}
                contexts:
                - name: real
                  context: {cluster: real, user: scalar-backup, namespace: %s}
                current-context: real
                """.formatted(admin.getMasterUrl(), admin.getCaCertData(), token, namespace);
    }

    /** Changes the rights of docs/rbac.yaml. */
    void editRole(Consumer<Role> edit) {
        client.rbac().roles().inNamespace(namespace).withName("scalar-backup").edit(role -> {
            edit.accept(role);
            return role;
        });
    }

    /** Creates a Deployment of the chart, its headless Service, and pods that run at these addresses. */
    void install(PodServers servers) throws InterruptedException {
        Map<String, String> labels = LABELS;
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("app-headless")
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withClusterIP("None")
                        .withSelector(labels)
                        .addNewPort()
                        .withName("scalardb-cluster")
                        .withPort(servers.port())
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("app-node")
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(servers.all().size())
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName("none")
                        .addNewContainer()
                        .withName("node")
                        .withImage("ghcr.io/scalar-labs/scalardb-cluster-node:3.19.0")
                        .addNewPort()
                        .withContainerPort(servers.port())
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        run(servers.addresses());
        settle();
    }

    /**
     * Returns whether it is Kubernetes 1.30 or older, where watches of quiet objects only report something when etcd
     * does.
     */
    boolean isOfKubernetes130() {
        String minor = client.getKubernetesVersion().getMinor().replaceAll("[^0-9]", "");
        return !minor.isEmpty() && Integer.parseInt(minor) <= 30;
    }

    Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("app-node")
                .get();
    }

    void editDeployment(Consumer<Deployment> edit) {
        client.apps().deployments().inNamespace(namespace).withName("app-node").edit(deployment -> {
            edit.accept(deployment);
            return deployment;
        });
    }

    /** Returns the release's pods, the oldest first. */
    List<Pod> pods() {
        return client.pods().inNamespace(namespace).withLabels(LABELS).list().getItems().stream()
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp())
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** Makes pods run as soon as controllers have created them: one at each address. */
    void run(List<String> at) throws InterruptedException {
        StepFixture.until("there are " + at.size() + " pods", () -> pods().size() >= at.size());
        for (Pod pod : pods()) {
            if (pod.getStatus().getPodIP() == null) {
                String address = at.stream()
                        .filter(one -> !addresses.containsValue(one))
                        .findFirst()
                        .orElseThrow();
                addresses.put(pod.getMetadata().getUid(), address);
                setRunning(pod, address, 0);
            }
        }
    }

    /** Makes an address available again once its pod is gone. */
    void free(Pod gone) {
        addresses.remove(gone.getMetadata().getUid());
    }

    void restartContainer(Pod pod) {
        setRunning(pod, pod.getStatus().getPodIP(), 1);
    }

    /** Sets the status again if a controller changes it at the same time, for example a condition. */
    private void setRunning(Pod pod, String address, int restarts) {
        for (int tries = 0; ; tries++) {
            try {
                setRunningOnce(pod, address, restarts);
                return;
            } catch (KubernetesClientException conflict) {
                if (conflict.getCode() != 409 || tries == 20) {
                    throw conflict;
                }
            }
        }
    }

    private void setRunningOnce(Pod pod, String address, int restarts) {
        String now =
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        client.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(current -> {
                    current.getStatus().setPhase("Running");
                    current.getStatus().setPodIP(address);
                    current.getStatus().setStartTime(now);
                    current.getStatus()
                            .setPodIPs(List.of(new io.fabric8.kubernetes.api.model.PodIPBuilder()
                                    .withIp(address)
                                    .build()));
                    current.getStatus()
                            .setConditions(List.of(new PodConditionBuilder()
                                    .withType("Ready")
                                    .withStatus("True")
                                    .withLastTransitionTime(now)
                                    .build()));
                    current.getStatus()
                            .setContainerStatuses(List.of(new ContainerStatusBuilder()
                                    .withName("node")
                                    .withImage("ghcr.io/scalar-labs/scalardb-cluster-node:3.19.0")
                                    .withImageID("sha256:0123")
                                    .withContainerID("containerd://" + UUID.randomUUID())
                                    .withReady(true)
                                    .withStarted(true)
                                    .withRestartCount(restarts)
                                    .withNewState()
                                    .withNewRunning()
                                    .withStartedAt(now)
                                    .endRunning()
                                    .endState()
                                    .build()));
                    return current;
                });
    }

    /** Creates this number of somebody else's pods in the namespace, running, and behind their own Service. */
    void crowd(int count) {
        Map<String, String> labels = Map.of("app", "crowd");
        IntStream.range(0, count).parallel().forEach(number -> {
            Pod pod = client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName("crowd-" + number)
                            .withLabels(labels)
                            .endMetadata()
                            .withNewSpec()
                            .withSchedulerName("none")
                            .addNewContainer()
                            .withName("main")
                            .withImage("none")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
            setRunning(pod, crowdAddress(number), 0);
        });
        // The controller ignores pods that no node runs, so their endpoints are created by hand.
        for (int slice = 0; slice * 100 < count; slice++) {
            client.resource(new EndpointSliceBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName("crowd-" + slice)
                            .addToLabels("kubernetes.io/service-name", "crowd")
                            .endMetadata()
                            .withAddressType("IPv4")
                            .withEndpoints(IntStream.range(slice * 100, Math.min(count, slice * 100 + 100))
                                    .mapToObj(number -> new EndpointBuilder()
                                            .withAddresses(crowdAddress(number))
                                            .withNewTargetRef()
                                            .withKind("Pod")
                                            .withNamespace(namespace)
                                            .withName("crowd-" + number)
                                            .withUid("u-" + number)
                                            .endTargetRef()
                                            .build())
                                    .toList())
                            .build())
                    .create();
        }
    }

    private static String crowdAddress(int number) {
        return "10.200." + number / 250 + "." + (number % 250 + 1);
    }

    /** Waits until the controllers report that the rollout is over. */
    void settle() throws InterruptedException {
        StepFixture.until("the Deployment is settled", () -> {
            Deployment now = deployment();
            return Objects.equals(
                            now.getStatus().getObservedGeneration(),
                            now.getMetadata().getGeneration())
                    && Objects.equals(
                            now.getStatus().getAvailableReplicas(),
                            now.getSpec().getReplicas())
                    && Objects.equals(
                            now.getStatus().getUpdatedReplicas(), now.getSpec().getReplicas());
        });
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
