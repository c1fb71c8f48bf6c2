package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.at;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.document;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.documents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that {@code docs/watchdog/watchdog.yaml} contains the script, and no more rights than it needs. */
class WatchdogManifestTest {
    private final String script = Files.readString(Watchdog.SCRIPT);
    private final Object pod = at(document("Deployment"), "spec", "template", "spec");
    private final Object container = at(pod, "containers", 0);

    WatchdogManifestTest() throws IOException {}

    @Test
    void theManifestHoldsTheScript() {
        assertEquals(
                script,
                at(document("ConfigMap"), "data", "watchdog.sh"),
                "the ConfigMap in " + WatchdogManifest.FILE + " has to hold " + Watchdog.SCRIPT + " as it is");
        assertEquals(List.of("sh", "/script/watchdog.sh"), at(container, "command"));
        assertEquals("scalar-backup-watchdog", at(pod, "volumes", 0, "configMap", "name"));
    }

    @Test
    void itsAccountMayDoWhatItDoesInOneNamespace() {
        assertEquals(
                Set.of(
                        "create leases.coordination.k8s.io",
                        "get leases.coordination.k8s.io",
                        "list leases.coordination.k8s.io",
                        "patch leases.coordination.k8s.io",
                        "get pods"),
                WatchdogManifest.rights());
        Map<?, ?> binding = document("RoleBinding");
        assertEquals("Role", at(binding, "roleRef", "kind"));
        assertEquals(at(document("Role"), "metadata", "name"), at(binding, "roleRef", "name"));
        assertEquals(at(document("ServiceAccount"), "metadata", "name"), at(binding, "subjects", 0, "name"));
        assertEquals(at(document("ServiceAccount"), "metadata", "name"), at(pod, "serviceAccountName"));
        assertTrue(documents().stream().allMatch(one -> "prod".equals(at(one, "metadata", "namespace"))));
    }

    @Test
    void itsContainerMayDoNothingElse() {
        assertEquals(true, at(pod, "securityContext", "runAsNonRoot"));
        assertEquals("RuntimeDefault", at(pod, "securityContext", "seccompProfile", "type"));
        assertEquals(false, at(container, "securityContext", "allowPrivilegeEscalation"));
        assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"));
        assertEquals(List.of("ALL"), at(container, "securityContext", "capabilities", "drop"));
        assertEquals(Map.of("memory", "512Mi"), at(container, "resources", "limits"));
        assertEquals(false, at(pod, "enableServiceLinks"));
        assertEquals(
                false, at(document("ServiceAccount"), "automountServiceAccountToken"), "no other pod is to have it");
        assertEquals(true, at(pod, "automountServiceAccountToken"));
        assertTrue(((String) at(container, "image")).matches(".+:\\d+\\.\\d+\\.\\d+"), "a version of its own");
    }

    @Test
    void theKubeletAsksTheScriptWhetherItGoesOn() {
        assertEquals(List.of("sh", "/script/watchdog.sh", "alive"), at(container, "livenessProbe", "exec", "command"));
        assertEquals(List.of("sh", "/script/watchdog.sh", "ready"), at(container, "readinessProbe", "exec", "command"));
        // An emptyDir, because the image's own file system is read-only.
        assertEquals("/tmp", at(container, "volumeMounts", 1, "mountPath"));
        assertEquals("Memory", at(pod, "volumes", 1, "emptyDir", "medium"));
    }

    @Test
    void whoeverLooksForItsObjectsFindsAllOfThem() {
        for (Map<?, ?> document : documents()) {
            assertEquals(
                    "scalar-backup-watchdog",
                    at(document, "metadata", "labels", "app.kubernetes.io/name"),
                    document.get("kind").toString());
            // That label's value marks the plugin's Leases.
            assertFalse(((Map<?, ?>) at(document, "metadata", "labels")).containsKey("app.kubernetes.io/managed-by"));
        }
        assertEquals(
                at(document("Deployment"), "spec", "selector", "matchLabels"),
                at(document("Deployment"), "spec", "template", "metadata", "labels"));
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "shellcheck"))),
                "no program shellcheck on the PATH (.ci/run installs it)");
        Process shellcheck = new ProcessBuilder("shellcheck", "--norc", "--shell=sh", Watchdog.SCRIPT.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shellcheck.waitFor(), said);
    }

    @Test
    void whatItSetsTheScriptKnows() throws IOException {
        for (Object variable : (List<?>) at(container, "env")) {
            assertTrue(script.contains("${" + at(variable, "name") + ":="), variable.toString());
        }
        String page = Files.readString(Path.of("docs", "watchdog.md"));
        for (String word :
                List.of("WATCHDOG_GRACE", "WATCHDOG_TLS_CA", "reach-", "opened-by-watchdog", "opens-within")) {
            assertTrue(page.contains(word), word);
            assertTrue(script.contains(word), word);
        }
    }
}
