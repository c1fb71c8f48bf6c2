package io.jenkins.plugins.scalarbackup.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests the defaults for all steps: "Scalar Backup" under "System", and {@code scalarBackup} in JCasC. */
@WithJenkins
class ConfigurationTest {
    private static JenkinsRule jenkins;

    private static final String YAML = """
        unclassified:
          scalarBackup:
            credentialsId: "scalar-kubeconfig"
            context: "east"
            access: "podIp"
            tls: true
            tlsAuthority: "scalardb.example.com"
            maxPauseWait: 60
            maxOutage: 200
            lockTimeout: 30
            watchdog: "required"
            keptRecords: 50
            protectedWindows: 7
            allowInsecureEndpoints: false
        """;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    private static void assertConfigured() {
        ScalarBackupConfiguration configuration = ScalarBackupConfiguration.get();
        assertEquals("scalar-kubeconfig", configuration.getCredentialsId());
        assertEquals("east", configuration.getContext());
        assertEquals("podIp", configuration.getAccess());
        assertTrue(configuration.isTls());
        assertEquals("scalardb.example.com", configuration.getTlsAuthority());
        assertEquals(60, configuration.getMaxPauseWait());
        assertEquals(200, configuration.getMaxOutage());
        assertEquals(30, configuration.getLockTimeout());
        assertEquals("required", configuration.getWatchdog());
        assertEquals(50, configuration.getKeptRecords());
        assertEquals(7, configuration.getProtectedWindows());
        assertFalse(configuration.isAllowInsecureEndpoints());
    }

    private static void apply(Path folder, String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toUri().toString());
    }

    private static String export() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Returns this plugin's part of an export, as a file that can be applied. */
    private static String ours(String exported) {
        StringBuilder ours = new StringBuilder("unclassified:\n");
        boolean inside = false;
        for (String line : exported.lines().toList()) {
            if (line.equals("  scalarBackup:")) {
                inside = true;
            } else if (inside && !line.startsWith("    ")) {
                break;
            }
            if (inside) {
                ours.append(line).append('\n');
            }
        }
        return ours.toString();
    }

    @Test
    void isImportedAndExportedAsCode(@TempDir Path folder) throws Exception {
        apply(folder, YAML);
        assertConfigured();
        String exported = ours(export());
        assertTrue(exported.contains("maxOutage: 200"), exported);
        assertTrue(exported.contains("credentialsId: \"scalar-kubeconfig\""), exported);

        apply(folder, "unclassified:\n  scalarBackup:\n    maxOutage: 100\n    credentialsId: other\n");
        assertEquals(100, ScalarBackupConfiguration.get().getMaxOutage());
        apply(folder, exported);
        assertConfigured();
    }

    @Test
    void comesBackFromTheSystemPage(@TempDir Path folder) throws Exception {
        apply(folder, YAML);
        // A drop-down offers a credential only if there is one.
        ScalarBackupConfiguration.get().setCredentialsId(null);
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            HtmlForm form = client.goTo("manage/configure").getFormByName("config");
            jenkins.submit(form);
        }
        ScalarBackupConfiguration.get().setCredentialsId("scalar-kubeconfig");
        assertConfigured();
    }

    @Test
    void outlivesARestart(@TempDir Path folder) throws Exception {
        apply(folder, YAML);
        ScalarBackupConfiguration.get().load();
        assertConfigured();
        assertEquals("scalar-kubeconfig", new ScalarBackupConfiguration().getCredentialsId());
    }
}
