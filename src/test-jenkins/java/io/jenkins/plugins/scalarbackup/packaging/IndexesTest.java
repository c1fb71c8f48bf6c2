package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the indexes of annotated classes that the default build writes itself equal those of Jenkins' own
 * processors.
 */
class IndexesTest {
    private static final Path FOLDER = Path.of("META-INF", "services", "annotations");
    /** Read only by other builds and documentation generators, never by a running Jenkins. */
    private static final Set<String> FOR_BUILDS =
            Set.of("org.kohsuke.accmod.Restricted", "org.kohsuke.stapler.export.ExportedBean");

    @Test
    void theIndexesKeptByHandAreThoseOfTheCompiler() throws IOException {
        Map<String, Set<String>> made = indexes(Path.of("target", "jenkins", "target", "classes"));
        made.keySet().removeAll(FOR_BUILDS);
        assertFalse(made.isEmpty());
        assertEquals(made, indexes(Path.of("src", "main", "resources")));
    }

    private static Map<String, Set<String>> indexes(Path root) throws IOException {
        Map<String, Set<String>> indexes = new TreeMap<>();
        try (Stream<Path> files = Files.list(root.resolve(FOLDER))) {
            for (Path file : files.toList()) {
                Set<String> classes = new TreeSet<>();
                for (String line : Files.readAllLines(file)) {
                    if (!line.isBlank() && !line.startsWith("#")) {
                        classes.add(line.trim());
                    }
                }
                indexes.put(file.getFileName().toString(), classes);
            }
        }
        return indexes;
    }
}
