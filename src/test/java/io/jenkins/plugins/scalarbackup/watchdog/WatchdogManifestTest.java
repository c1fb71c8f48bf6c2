package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.at;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.document;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchdogManifest.documents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code docs/watchdog/watchdog.yaml} is the script, and no more rights than it needs. */
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
        assertTrue(((String) at(container, "image")).matches(".+:\\d+\\.\\d+\\.\\d+"), "a version of its own");
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
