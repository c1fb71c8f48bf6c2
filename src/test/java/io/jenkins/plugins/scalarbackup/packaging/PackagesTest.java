package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks which package may use which, as documented in docs/architecture.md. */
class PackagesTest {
    private static final String OURS = "io/jenkins/plugins/scalarbackup/";

    /** From top to bottom: a package may use those after it. */
    private static final List<String> ORDER =
            List.of("step", "metrics", "page", "keeper", "config", "record", "kubernetes", "admin", "engine", "model");

    /** Adapters and the record may use the protocol's values, but not the engine. */
    private static final Set<String> WITHOUT_ENGINE = Set.of("record", "kubernetes", "admin");

    /** Libraries that may be used in these packages only. */
    private static final Map<String, Set<String>> ONLY_IN = Map.of(
            "io/fabric8/", Set.of("kubernetes"),
            "okhttp3/", Set.of("kubernetes"),
            "io/grpc/", Set.of("admin"),
            "com/scalar/admin/", Set.of("admin"),
            "org/jenkinsci/plugins/workflow/steps/Step", Set.of("step"),
            "com/codahale/metrics/", Set.of("metrics"),
            "jenkins/metrics/", Set.of("metrics"),
            "com/cloudbees/plugins/credentials/", Set.of("config", "step"));

    private static List<ClassFile> classes;

    @BeforeAll
    static void read() throws IOException {
        classes = ClassWorld.classesOf(Path.of("target/classes")).stream()
                .filter(c -> c.name.startsWith(OURS))
                .toList();
    }

    @Test
    void eachKnowsThoseBelowItOnly() {
        assertEquals("", found((from, type) -> {
            if (!type.startsWith(OURS)) {
                return false;
            }
            String to = packageOf(type);
            return ORDER.indexOf(to) < ORDER.indexOf(from) || to.equals("engine") && WITHOUT_ENGINE.contains(from);
        }));
    }

    @Test
    void eachLibraryIsKnownInItsPackageOnly() {
        assertEquals("", found((from, type) -> ONLY_IN.entrySet().stream()
                .anyMatch(only ->
                        type.startsWith(only.getKey()) && !only.getValue().contains(from))));
    }

    @Test
    void theProtocolKnowsJavaAndALibraryForRetries() {
        assertEquals("", found((from, type) -> switch (from) {
            case "engine" -> !isOneOf(type, OURS, "java/", "dev/failsafe/", "edu/umd/cs/findbugs/annotations/");
            case "model" -> !isOneOf(type, OURS, "java/", "com/fasterxml/jackson/", "edu/umd/cs/findbugs/annotations/");
            default -> false;
        }));
    }

    private static boolean isOneOf(String type, String... prefixes) {
        return List.of(prefixes).stream().anyMatch(type::startsWith);
    }

    /** Returns each forbidden use, one line each. */
    private static String found(BiPredicate<String, String> isWrong) {
        Set<String> wrong = new TreeSet<>();
        for (ClassFile c : classes) {
            c.types.stream()
                    .filter(type -> isWrong.test(packageOf(c.name), type))
                    .forEach(type -> wrong.add(c.name + " knows " + type));
        }
        return String.join("\n", wrong);
    }

    private static String packageOf(String type) {
        return type.substring(OURS.length()).replaceAll("/.*", "");
    }
}
