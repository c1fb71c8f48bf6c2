package io.jenkins.plugins.scalarbackup.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.DriftKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the Javadoc of each kind of drift, and docs/architecture.md, with the classes that decide it. */
class DriftDocumentTest {
    private static final Path MAIN = Path.of("src/main/java/io/jenkins/plugins/scalarbackup");

    @Test
    void javadocAndDocumentNameTheSameClasses() throws IOException {
        assertEquals(ofJavadoc(), ofDocument());
    }

    @Test
    void everyClassThatTellsOfAKindIsNamedWithIt() throws IOException {
        Map<String, Set<String>> named = ofJavadoc();
        try (Stream<Path> files = Files.list(MAIN.resolve("engine"))) {
            for (Path file : files.toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                Matcher kind = Pattern.compile("DriftKind\\.([A-Z_]+)").matcher(Files.readString(file, UTF_8));
                while (kind.find()) {
                    assertTrue(
                            named.get(kind.group(1)).contains(type), type + " decides " + kind.group(1) + ", unnamed");
                }
            }
        }
    }

    @Test
    void whatIsNamedIsThere() throws IOException {
        ofJavadoc().forEach((kind, types) -> {
            assertTrue(!types.isEmpty(), kind + " names nobody");
            types.forEach(type -> assertTrue(Files.exists(MAIN.resolve("engine/" + type + ".java")), type));
        });
    }

    private static Map<String, Set<String>> ofJavadoc() throws IOException {
        Map<String, Set<String>> classes = new TreeMap<>();
        String source = Files.readString(MAIN.resolve("model/DriftKind.java"), UTF_8);
        Matcher constant = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z_]+)", Pattern.DOTALL)
                .matcher(source.substring(source.indexOf('{')));
        while (constant.find()) {
            Matcher type = Pattern.compile("\\{@code[\\s*]+(\\w+)}").matcher(constant.group(1));
            Set<String> types = classes.computeIfAbsent(constant.group(2), kind -> new TreeSet<>());
            type.results().forEach(one -> types.add(one.group(1)));
        }
        for (DriftKind kind : DriftKind.values()) {
            assertTrue(classes.containsKey(kind.name()), kind + " has no Javadoc");
        }
        return classes;
    }

    private static Map<String, Set<String>> ofDocument() throws IOException {
        Map<String, Set<String>> classes = new TreeMap<>();
        String document = Files.readString(Path.of("docs/architecture.md"), UTF_8);
        String table = document.substring(document.indexOf("| drift | decided in |"));
        Matcher row = Pattern.compile("^\\| (`[^|]*`) \\| ([^|]*) \\|$", Pattern.MULTILINE)
                .matcher(table.substring(0, table.indexOf("\n\n")));
        while (row.find()) {
            Set<String> types = new TreeSet<>();
            Pattern.compile("`(\\w+)`").matcher(row.group(2)).results().forEach(one -> types.add(one.group(1)));
            Pattern.compile("`([A-Z_]+)`")
                    .matcher(row.group(1))
                    .results()
                    .forEach(kind -> classes.put(kind.group(1), types));
        }
        return classes;
    }
}
