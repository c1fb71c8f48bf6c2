package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassWorld;
import io.jenkins.plugins.scalarbackup.testkit.linkage.Linkage;
import io.jenkins.plugins.scalarbackup.testkit.linkage.Shape;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Tests the default build's classes, which are compiled against declarations and libraries of its own choice, against
 * the artifacts of Jenkins and of the plugins with which this build compiles.
 */
class LinkageTest {
    private static final Path DEFAULT_BUILD = Path.of("target", "jenkins", "default-build");
    private static final Path HERE = Path.of("target", "jenkins", "target", "classes");

    private static ClassWorld realJenkins(Path ours) throws IOException {
        List<String> classPath = Files.readAllLines(DEFAULT_BUILD.resolve("real.classpath"));
        List<String> others = classPath.stream()
                .filter(entry -> !Path.of(entry).endsWith(HERE))
                .toList();
        assertTrue(others.size() < classPath.size(), "this build's own classes are not where they are expected");
        return new ClassWorld(ours + File.pathSeparator + String.join(File.pathSeparator, others));
    }

    @Test
    void theDefaultBuildLinksAgainstTheRealJenkins() throws IOException {
        Path classes = DEFAULT_BUILD.resolve("classes");
        try (ClassWorld world = realJenkins(classes)) {
            Collection<ClassFile> ours = ClassWorld.classesOf(classes);
            assertTrue(ours.size() > 100, ours.size() + " classes");
            assertEquals("", String.join("\n", Linkage.problems(ours, world)));
        }
    }

    @Test
    void theDeclarationsHaveTheShapeOfTheRealClasses() throws IOException {
        try (ClassWorld world = realJenkins(DEFAULT_BUILD.resolve("classes"))) {
            Set<String> differing = new TreeSet<>();
            for (ClassFile declared : ClassWorld.classesOf(DEFAULT_BUILD.resolve("declarations"))) {
                differing.addAll(Shape.differences(declared, world));
            }
            assertEquals("", String.join("\n", differing));
        }
    }

    @Test
    void bothBuildsMakeTheSameClasses() throws IOException {
        Map<String, Set<String>> here = references(HERE);
        Map<String, Set<String>> there = references(DEFAULT_BUILD.resolve("classes"));
        Set<String> differing = new TreeSet<>();
        there.keySet().forEach(name -> here.computeIfAbsent(name, none -> Set.of()));
        here.forEach((name, used) -> {
            Set<String> uses = there.getOrDefault(name, Set.of());
            uses.stream()
                    .filter(use -> !used.contains(use))
                    .forEach(use -> differing.add("only in the default build: " + name + " " + use));
            used.stream()
                    .filter(use -> !uses.contains(use))
                    .forEach(use -> differing.add("only in this build: " + name + " " + use));
        });
        assertEquals("", String.join("\n", differing));
    }

    /**
     * Returns the declarations and references of each class, except localized messages, for which each build has its
     * own generator.
     */
    private static Map<String, Set<String>> references(Path folder) throws IOException {
        Map<String, Set<String>> references = new TreeMap<>();
        for (ClassFile c : ClassWorld.classesOf(folder.resolve("io"))) {
            if (!c.name.endsWith("/Messages") && !c.name.endsWith("/package-info")) {
                Set<String> all = references.computeIfAbsent(c.name, name -> new TreeSet<>());
                c.uses.forEach(use -> all.add("refers to " + use));
                c.methods.keySet().forEach(method -> all.add("declares " + method));
                c.fields.keySet().forEach(field -> all.add("declares " + field));
                c.parents().forEach(parent -> all.add("is a " + parent));
            }
        }
        return references;
    }
}
