package io.jenkins.plugins.scalarbackup.watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docs/watchdog/watchdog.yaml}. */
final class WatchdogManifest {
    static final Path FILE = Path.of("docs", "watchdog", "watchdog.yaml");

    private WatchdogManifest() {}

    static List<Map<?, ?>> documents() {
        try {
            List<Map<?, ?>> documents = new ArrayList<>();
            new Load(LoadSettings.builder().build())
                    .loadAllFromString(Files.readString(FILE))
                    .forEach(document -> documents.add((Map<?, ?>) document));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<?, ?> document(String kind) {
        return documents().stream()
                .filter(one -> kind.equals(one.get("kind")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + FILE));
    }

    static Object at(Object from, Object... path) {
        Object found = from;
        for (Object step : path) {
            found = step instanceof Integer index ? ((List<?>) found).get(index) : ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    /** Returns all rights that its Role grants: {@code "get pods"}, {@code "list leases.coordination.k8s.io"}. */
    static Set<String> rights() {
        Set<String> granted = new TreeSet<>();
        for (Object rule : (List<?>) document("Role").get("rules")) {
            String group = (String) at(rule, "apiGroups", 0);
            for (Object resource : (List<?>) at(rule, "resources")) {
                for (Object verb : (List<?>) at(rule, "verbs")) {
                    granted.add(verb + " " + resource + (group.isEmpty() ? "" : "." + group));
                }
            }
        }
        return granted;
    }
}
