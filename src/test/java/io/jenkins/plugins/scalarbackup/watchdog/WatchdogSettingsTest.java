package io.jenkins.plugins.scalarbackup.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watchdog with which something is wrong from the start ends at once, with one sentence that names what. */
class WatchdogSettingsTest {
    @TempDir
    Path directory;

    private void refuses(String said, Map<String, String> settings) throws Exception {
        assumeTrue(Shell.installed().findAny().isPresent(), "neither dash nor busybox with curl is installed");
        for (Shell shell : Shell.installed().toList()) {
            Map<String, String> environment = new TreeMap<>(Map.of(
                    "WATCHDOG_TMP", directory.toString(),
                    "WATCHDOG_POD", "dog-0",
                    "WATCHDOG_NAMESPACE", "prod",
                    "WATCHDOG_API", "https://127.0.0.1:1"));
            environment.putAll(settings);
            Process process = shell.run(Watchdog.SCRIPT.toAbsolutePath(), directory, environment)
                    .redirectErrorStream(true)
                    .start();
            String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("The watchdog can't start: " + said + "\n", all, shell + " " + settings);
            assertEquals(2, process.waitFor());
        }
    }

    @Test
    void numbers() throws Exception {
        for (String name : new String[] {"WATCHDOG_GAP", "WATCHDOG_SETTLE", "WATCHDOG_MARGIN", "WATCHDOG_TRUSTED"}) {
            refuses(name + " has to be a whole number from 0 to 99999.", Map.of(name, "10s"));
        }
        for (String wrong : new String[] {"-1", "1.5", "010", "100000", "$(id)", "4 5"}) {
            refuses("WATCHDOG_RENEW has to be a whole number from 0 to 99999.", Map.of("WATCHDOG_RENEW", wrong));
        }
        refuses("WATCHDOG_CALL has to be a whole number from 1 to 99999.", Map.of("WATCHDOG_CALL", "0"));
        refuses("WATCHDOG_AT_ONCE has to be a whole number from 1 to 99999.", Map.of("WATCHDOG_AT_ONCE", "0"));
        for (String wrong : new String[] {"0", "0.0", "-1", "1.", "1.2.3", "soon", "."}) {
            refuses("WATCHDOG_LOOK has to be a number above 0.", Map.of("WATCHDOG_LOOK", wrong));
            refuses("WATCHDOG_REST has to be a number above 0.", Map.of("WATCHDOG_REST", wrong));
        }
    }

    @Test
    void aGraceThatWouldTakeLeasesOfTheLiving() throws Exception {
        refuses("WATCHDOG_GRACE has to be a whole number from 45 to 99999.", Map.of("WATCHDOG_GRACE", "44"));
        refuses("WATCHDOG_GRACE has to be a whole number from 45 to 99999.", Map.of("WATCHDOG_GRACE", "45s"));
    }

    @Test
    void names() throws Exception {
        for (String wrong : new String[] {"", "Dog", "-o", ".", "a/b", "a b"}) {
            refuses("WATCHDOG_POD has to be this pod's name.", Map.of("WATCHDOG_POD", wrong));
        }
        for (String wrong : new String[] {"Prod", "-o", "a/b", "a.b"}) {
            refuses("WATCHDOG_NAMESPACE has to be the namespace that it watches.", Map.of("WATCHDOG_NAMESPACE", wrong));
        }
        refuses(
                "WATCHDOG_NAMESPACE has to be the namespace that it watches.",
                Map.of(
                        "WATCHDOG_NAMESPACE",
                        "",
                        "WATCHDOG_ACCOUNT",
                        directory.resolve("none").toString()));
    }

    @Test
    void files() throws Exception {
        Path none = directory.resolve("none");
        refuses(none + " can't be written to: see the volume \"tmp\".", Map.of("WATCHDOG_TMP", none.toString()));
        for (Path wrong : new Path[] {none, directory}) {
            refuses(
                    "the file of WATCHDOG_TLS_CA, " + wrong
                            + ", can't be read: see the volume \"ca\" and the names of its files.",
                    Map.of("WATCHDOG_TLS_CA", wrong.toString()));
        }
    }

    @Test
    void programs() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        refuses("there is no program curl in its image.", Map.of("PATH", empty.toString()));
        Path curl = Files.writeString(programs("old").resolve("curl"), "#!/bin/sh\necho 'Features: SSL'\n");
        assertTrue(curl.toFile().setExecutable(true));
        refuses(
                "the curl in its image does not know HTTP/2.",
                Map.of("PATH", curl.getParent().toString()));
    }

    private Path programs(String name) throws IOException {
        Path programs = Files.createDirectory(directory.resolve(name));
        for (String program : new String[] {"sed", "od", "sleep"}) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/bin/false"));
        }
        return programs;
    }
}
