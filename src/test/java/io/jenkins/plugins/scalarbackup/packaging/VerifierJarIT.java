package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the packaged restore verifier: a thin jar that needs only ScalarDB's class path. */
class VerifierJarIT {
    private static final Path JAR = Path.of("target", "scalar-backup-verifier.jar");
    private static final String OURS = "io/jenkins/plugins/scalarbackup/verifier/";
    private static final String MAIN = "io.jenkins.plugins.scalarbackup.verifier.Main";
    /** The generated classes of write sets are ScalarDB's, and use the protobuf of ScalarDB. */
    private static final Set<String> KNOWN = Set.of("java/", "com/scalar/db/", "com/google/protobuf/", OURS);

    @Test
    void nothingButItsOwnClassesIsInIt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Set<String> foreign = new TreeSet<>();
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (!entry.isDirectory() && !name.startsWith(OURS) && !name.equals("META-INF/MANIFEST.MF")) {
                    foreign.add(name);
                }
            }
            assertEquals(Set.of(), foreign);
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertEquals(MAIN, attributes.getValue(Attributes.Name.MAIN_CLASS));
            assertFalse(
                    attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION).isBlank());
            assertEquals(null, attributes.getValue("Plugin-Class"));
        }
    }

    @Test
    void itNamesJavaAndScalarDbOnly() throws IOException {
        Set<String> others = new TreeSet<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    for (String type : new ClassFile(in.readAllBytes()).types) {
                        if (KNOWN.stream().noneMatch(type::startsWith)) {
                            others.add(type);
                        }
                    }
                }
            }
        }
        assertEquals(Set.of(), others);
    }

    @Test
    void itIsNotInThePlugin() throws IOException {
        try (JarFile hpi = new JarFile(Path.of("target", "scalar-backup.hpi").toFile())) {
            assertTrue(hpi.stream()
                    .noneMatch(entry -> entry.getName().contains("verifier")
                            || entry.getName().startsWith("WEB-INF/lib/scalardb")));
        }
    }

    @Test
    void itRuns() throws Exception {
        List<String> entries;
        try (Stream<Path> jars = Files.list(Path.of("target", "scalardb-core"))) {
            entries = Stream.concat(Stream.of(JAR), jars).map(Path::toString).toList();
        }
        assertEquals(0, status(String.join(File.pathSeparator, entries), "--help"));
        assertEquals(2, status(String.join(File.pathSeparator, entries), "--record", "nowhere"));
    }

    private static int status(String classPath, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, MAIN));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertFalse(said.contains("\tat "), said);
        return status;
    }
}
