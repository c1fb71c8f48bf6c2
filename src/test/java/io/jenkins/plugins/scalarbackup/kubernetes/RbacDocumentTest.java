package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Tests {@code docs/rbac.yaml}, which messages call the whole role: it is sufficient, and nothing in it is superfluous.
 */
class RbacDocumentTest {
    private static final Path FILE = Path.of("docs", "rbac.yaml");
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private final ClusterFixture fixture =
            new ClusterFixture(ApiDouble.builder().tls().start());
    private final Account account = fixture.cluster.access().account("scalar-backup");
    private final String text = Files.readString(FILE);

    RbacDocumentTest() throws IOException {
        grant("scalar-backup");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static List<Map<?, ?>> documents(String yaml) {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(yaml)
                .forEach(document -> documents.add((Map<?, ?>) document));
        return documents;
    }

    private static Object at(Object from, Object... path) {
        Object found = from;
        for (Object step : path) {
            found = step instanceof Integer index ? ((List<?>) found).get(index) : ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    private Map<?, ?> document(String kind, String name) {
        return documents(text).stream()
                .filter(one -> kind.equals(one.get("kind")) && name.equals(at(one, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + FILE));
    }

    /** Returns all rights that a Role of the file grants: {@code "get pods"}, {@code "list deployments.apps"}. */
    private Set<String> granted(String role) {
        Set<String> granted = new TreeSet<>();
        for (Object rule : (List<?>) document("Role", role).get("rules")) {
            assertEquals(1, ((List<?>) at(rule, "apiGroups")).size(), "a rule of one group is easier to read");
            String group = (String) at(rule, "apiGroups", 0);
            for (Object resource : (List<?>) at(rule, "resources")) {
                for (Object verb : (List<?>) at(rule, "verbs")) {
                    granted.add(verb + " " + resource + (group.isEmpty() ? "" : "." + group));
                }
            }
        }
        return granted;
    }

    private void grant(String role) {
        granted(role).forEach(right -> {
            String[] parts = right.split(" ");
            account.allowIn(NAMESPACE, List.of(parts[0]), parts[1]);
        });
    }

    private static TargetSelection by(String release, Access access) {
        return new TargetSelection(release, null, null, null, null, access, AdminTls.OFF, false);
    }

    private KubernetesTarget target(TargetSelection selection) throws Exception {
        return fixture.target(selection, account);
    }

    private static void assertNoWarning(KubernetesTarget target) throws Exception {
        ResolvedTarget resolved = now(target.resolve());
        Snapshot snapshot = now(target.snapshot(resolved));
        assertEquals(List.of(), now(target.preflight(resolved, snapshot, snapshot.livePods(), OUTAGE)));
    }

    @Test
    void theFileBindsItsAccountToItsRoleInOneNamespace() {
        Map<?, ?> binding = document("RoleBinding", "scalar-backup");
        document("ServiceAccount", "scalar-backup");
        assertEquals("Role", at(binding, "roleRef", "kind"));
        assertEquals("scalar-backup", at(binding, "roleRef", "name"));
        assertEquals(
                Map.of("kind", "ServiceAccount", "name", "scalar-backup", "namespace", "prod"),
                at(binding, "subjects", 0));
        assertTrue(documents(text).stream().allMatch(one -> "prod".equals(at(one, "metadata", "namespace"))));
        assertThrows(AssertionError.class, () -> document("RoleBinding", "scalar-backup-port-forward"));
        // Without their comment marks, the last lines are the RoleBinding that the file leaves to its reader.
        String last = text.substring(text.indexOf("# ---")).replaceAll("(?m)^# ?", "");
        Map<?, ?> portForward = documents(last).get(0);
        assertEquals("scalar-backup-port-forward", at(portForward, "roleRef", "name"));
        assertEquals(at(binding, "subjects"), at(portForward, "subjects"));
    }

    @Test
    void theRoleIsEnoughForAWindowAndNothingInItIsInVain() throws Exception {
        HelmRelease ledger = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 2);
        fixture.namespace.statefulSet("ordered").label("app", "ordered").create();
        fixture.namespace.daemonSet("everywhere").label("app", "everywhere").create();
        fixture.namespace
                .deployment("idle")
                .replicas(0)
                .label("app.kubernetes.io/instance", "idle")
                .create();
        fixture.cluster.requests().clear();

        KubernetesTarget target = target(by("app", Access.POD_IP));
        assertNoWarning(target);
        for (String owner : List.of("ordered", "everywhere")) {
            assertNoWarning(target(ClusterFixture.selector("app=" + owner, Product.CUSTOM, 8080)));
        }
        assertTrue(refused(target(by("idle", Access.POD_IP)).resolve()).contains("is scaled to 0"));
        ResolvedTarget resolved = now(target.resolve());
        String pod = ledger.workload().pod(0).name();
        assertEquals(pod, now(target.pod(resolved, pod)).map(Pod::name).orElseThrow());
        watch(target, resolved);
        lock(target.leases());
        now(target.clockOffset());

        Set<String> used = fixture.cluster.requests().all().stream()
                .map(entry -> entry.call())
                .filter(call -> !call.resource().isEmpty() && !call.resource().startsWith("selfsubject"))
                // Cluster-scoped, so no Role can grant it; without the right, the namespace is assumed to exist.
                .filter(call -> !call.resource().equals("namespaces"))
                .map(call ->
                        call.verb() + " " + call.resourcePath() + (call.group().isEmpty() ? "" : "." + call.group()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(granted("scalar-backup"), used);
    }

    private void watch(KubernetesTarget target, ResolvedTarget resolved) throws Exception {
        PodWatch watch =
                target.watch(resolved, now(target.snapshot(resolved)).resourceVersion(), new PodWatch.Listener() {
                    @Override
                    public void seen(Pod pod) {
                        // Only the right to watch matters here.
                    }

                    @Override
                    public void gone(Pod pod) {
                        throw new AssertionError(pod.name() + " is gone");
                    }

                    @Override
                    public void lost(String reason) {
                        throw new AssertionError(reason);
                    }
                });
        ClusterFixture.until("the watch began", () -> fixture.cluster.requests().count("watch", "pods") > 0);
        watch.close();
    }

    private static void lock(Leases leases) throws Exception {
        Leases.Lease mine = new Leases.Lease(NAMESPACE, "scalar-backup.x", "me/1", 30, null, Map.of(), null, null);
        now(leases.create(mine));
        assertEquals(1, now(leases.list(NAMESPACE)).size());
        Optional<Leases.Lease> found = now(leases.get(NAMESPACE, "scalar-backup.x"));
        now(leases.delete(now(leases.replace(found.orElseThrow()))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSecondRoleIsEnoughForPortForwards(boolean from135) throws Exception {
        HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 1);
        fixture.cluster.access().portForwardByWebSocketNeedsCreate(from135);
        KubernetesTarget target = target(by("app", Access.PORT_FORWARD));
        ResolvedTarget resolved = now(target.resolve());
        Snapshot snapshot = now(target.snapshot(resolved));
        assertTrue(refused(target.preflight(resolved, snapshot, snapshot.livePods(), OUTAGE))
                .contains("no right to get pods/portforward, create pods/portforward"));
        grant("scalar-backup-port-forward");
        assertEquals(Set.of("get pods/portforward", "create pods/portforward"), granted("scalar-backup-port-forward"));
        assertEquals(List.of(), now(target.preflight(resolved, snapshot, snapshot.livePods(), OUTAGE)));
    }
}
