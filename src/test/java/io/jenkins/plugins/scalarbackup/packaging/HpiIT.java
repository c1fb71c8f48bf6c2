package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.Extension;
import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import net.java.sezpoz.Index;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the packaged .hpi: its content, and that Jenkins will find what it looks for. */
class HpiIT {
    private static final String OURS = "io/jenkins/plugins/scalarbackup/";

    /** A plugin, its version, and whether it is optional. */
    private static final String DEPENDENCY = "[a-z0-9-]+:[^,:;\\s]+(;resolution:=optional)?";

    /** Bundled libraries, without versions. Each addition needs a reason and a licence that permits it. */
    private static final Set<String> BUNDLED = Set.of(
            "failsafe",
            "grpc-api",
            "grpc-core",
            "grpc-netty-shaded",
            "grpc-protobuf",
            "grpc-protobuf-lite",
            "grpc-stub",
            "grpc-util",
            "gson",
            "perfmark-api",
            "proto-google-common-protos",
            "protobuf-java",
            "scalar-admin");

    /** The origin of classes at run time, by the longest prefix. Empty: Jenkins itself, Java or our own jars. */
    private static final Map<String, String> ORIGIN = Map.ofEntries(
            Map.entry("com/cloudbees/plugins/credentials/", "credentials"),
            Map.entry("com/codahale/metrics/", "metrics"),
            Map.entry("com/fasterxml/jackson/", "jackson2-api"),
            Map.entry("io/fabric8/", "kubernetes-client-api"),
            Map.entry("jenkins/metrics/", "metrics"),
            Map.entry("okhttp3/", "okhttp-api"),
            Map.entry("okio/", "okhttp-api"),
            Map.entry("org/bouncycastle/", "bouncycastle-api"),
            Map.entry("org/jenkinsci/plugins/plaincredentials/", "plain-credentials"),
            Map.entry("org/jenkinsci/plugins/workflow/", "workflow-api"),
            Map.entry("org/jenkinsci/plugins/workflow/steps/", "workflow-step-api"),
            Map.entry("org/snakeyaml/engine/", "kubernetes-client-api"),
            Map.entry("org/yaml/snakeyaml/", "snakeyaml-api"),
            Map.entry("com/google/common/", ""),
            Map.entry("com/google/protobuf/", ""),
            Map.entry("com/google/rpc/", ""),
            Map.entry("com/scalar/admin/", ""),
            Map.entry("com/thoughtworks/xstream/", ""),
            Map.entry("dev/failsafe/", ""),
            Map.entry("edu/umd/cs/findbugs/annotations/", ""),
            Map.entry("hudson/", ""),
            Map.entry(OURS, ""),
            Map.entry("io/grpc/", ""),
            Map.entry("jakarta/servlet/", ""),
            Map.entry("java/", ""),
            Map.entry("javax/net/", ""),
            Map.entry("javax/security/", ""),
            Map.entry("javax/xml/", ""),
            Map.entry("jdk/net/", ""),
            Map.entry("jenkins/", ""),
            Map.entry("net/sf/json/", ""),
            Map.entry("org/jenkinsci/Symbol", ""),
            Map.entry("org/jenkinsci/remoting/", ""),
            Map.entry("org/jvnet/localizer/", ""),
            Map.entry("org/kohsuke/", ""),
            Map.entry("org/springframework/security/", ""));

    private static JarFile hpi;
    private static JarFile jar;
    private static Path jarFile;
    private static final List<ClassFile> classes = new ArrayList<>();

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        hpi = new JarFile(Path.of("target", "scalar-backup.hpi").toFile());
        jarFile = folder.resolve("inner.jar");
        try (InputStream in = content(hpi, "WEB-INF/lib/scalar-backup.jar")) {
            Files.copy(in, jarFile);
        }
        jar = new JarFile(jarFile.toFile());
        for (String name : files(jar)) {
            if (name.endsWith(".class")) {
                try (InputStream in = content(jar, name)) {
                    classes.add(new ClassFile(in.readAllBytes()));
                }
            }
        }
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
        hpi.close();
    }

    private static InputStream content(JarFile in, String name) throws IOException {
        JarEntry entry = in.getJarEntry(name);
        assertNotNull(entry, name + " is missing in " + in.getName());
        return in.getInputStream(entry);
    }

    private static Set<String> files(JarFile in) {
        return in.stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void onlyTheListedLibrariesAreBundled() {
        Set<String> expected = new TreeSet<>();
        BUNDLED.forEach(name -> expected.add("WEB-INF/lib/" + name + "-*.jar"));
        expected.add("WEB-INF/lib/scalar-backup.jar");
        Set<String> found = files(hpi).stream()
                .filter(name -> name.startsWith("WEB-INF/"))
                .map(name -> name.replaceAll("-\\d[^/]*\\.jar$", "-*.jar"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, found);
        assertTrue(hpi.stream().noneMatch(entry -> entry.getName().startsWith("WEB-INF/classes")));
    }

    @Test
    void nothingThatJenkinsOrAnotherPluginBringsIsInAnyBundledJar() throws IOException {
        List<String> foreign = List.of(
                "com/fasterxml/",
                "com/google/common/",
                "com/thoughtworks/",
                "hudson/",
                "io/fabric8/",
                "io/netty/",
                "jakarta/",
                "jenkins/",
                "okhttp3/",
                "org/apache/logging/",
                "org/apache/log4j/",
                "org/bouncycastle/",
                "org/jenkinsci/",
                "org/kohsuke/",
                "org/slf4j/",
                "org/yaml/",
                "picocli/");
        List<String> found = new ArrayList<>();
        for (String name : files(hpi)) {
            if (name.endsWith(".jar")) {
                try (JarInputStream in = new JarInputStream(content(hpi, name))) {
                    for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                        String path = entry.getName();
                        if (path.endsWith(".class") && foreign.stream().anyMatch(path::startsWith)) {
                            found.add(name + ": " + path);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void theInnerJarHoldsOurClassesAndDescriptionOnly() {
        assertTrue(classes.stream().allMatch(c -> c.name.startsWith(OURS)));
        List<String> strangers = files(jar).stream()
                .filter(name -> !name.startsWith(OURS) && !name.startsWith("META-INF/") && !name.equals("index.jelly"))
                .toList();
        assertEquals(List.of(), strangers);
        assertNotNull(jar.getEntry("index.jelly"), "the plugin manager shows index.jelly");
    }

    @Test
    void bothManifestsSayWhatJenkinsReads() throws IOException {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "Group-Id", "io.jenkins.plugins",
                "Artifact-Id", "scalar-backup",
                "Short-Name", "scalar-backup",
                "Long-Name", "Scalar Backup",
                "Plugin-Version", System.getProperty("hpi.version"),
                "Jenkins-Version", System.getProperty("hpi.jenkinsVersion"),
                "Plugin-Dependencies", System.getProperty("hpi.pluginDependencies"),
                "Plugin-License-Name", "MIT License"));
        assertEquals(expected, chosen(hpi.getManifest(), expected.keySet()));
        // Without these entries in the inner jar, Jenkins refuses to deserialize our classes.
        assertEquals(expected, chosen(jar.getManifest(), expected.keySet()));
        assertTrue(expected.get("Plugin-Dependencies").matches("(" + DEPENDENCY + ",)*" + DEPENDENCY));
    }

    private static Map<String, String> chosen(Manifest manifest, Set<String> names) {
        Attributes main = manifest.getMainAttributes();
        Map<String, String> chosen = new TreeMap<>();
        names.forEach(name -> chosen.put(name, main.getValue(name)));
        return chosen;
    }

    @Test
    void everyPluginWhoseClassesAreUsedIsADependency() {
        Set<String> unknown = new TreeSet<>();
        for (ClassFile c : classes) {
            c.types.stream()
                    .filter(type -> origin(type).isEmpty())
                    .forEach(type -> unknown.add(c.name + " uses " + type));
        }
        assertEquals(Set.of(), unknown, "no plugin, no bundled jar and not Jenkins brings these");
        Set<String> undeclared = usedPlugins();
        undeclared.removeAll(declaredPlugins());
        assertEquals(Set.of(), undeclared, "missing in Plugin-Dependencies");
    }

    /** Without the plugin, none of these classes is loaded, and no other class notices. */
    @Test
    void whatMayBeMissingIsKnownToExtensionsOnlyThatMayBeMissingToo() {
        assertEquals(
                List.of("metrics"),
                Arrays.stream(System.getProperty("hpi.pluginDependencies").split(","))
                        .filter(dependency -> dependency.endsWith(";resolution:=optional"))
                        .map(dependency -> dependency.substring(0, dependency.indexOf(':')))
                        .toList());
        Set<String> knowing = classes.stream()
                .filter(c -> c.types.stream()
                        .anyMatch(type -> origin(type).filter("metrics"::equals).isPresent()))
                .map(c -> c.name)
                .filter(name -> !name.startsWith(OURS + "metrics/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), knowing);
        assertEquals(
                Set.of(),
                classes.stream()
                        .filter(c -> !c.name.startsWith(OURS + "metrics/"))
                        .filter(c -> c.types.stream().anyMatch(type -> type.startsWith(OURS + "metrics/")))
                        .map(c -> c.name)
                        .collect(Collectors.toSet()));
    }

    @Test
    void noPluginIsADependencyInVain() {
        Set<String> unused = declaredPlugins();
        unused.removeAll(usedPlugins());
        assertEquals(Set.of(), unused, "in Plugin-Dependencies for nothing");
    }

    private static Optional<String> origin(String type) {
        // Among nested prefixes, the longest is the greatest.
        return ORIGIN.entrySet().stream()
                .filter(origin -> type.startsWith(origin.getKey()))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }

    private static Set<String> usedPlugins() {
        return classes.stream()
                .flatMap(c -> c.types.stream())
                .flatMap(type -> origin(type).stream())
                .filter(plugin -> !plugin.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> declaredPlugins() {
        return Arrays.stream(System.getProperty("hpi.pluginDependencies").split(","))
                .map(dependency -> dependency.substring(0, dependency.indexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theExtensionIndexNamesEveryExtension() throws IOException {
        Set<String> indexed = new TreeSet<>();
        try (URLClassLoader inner =
                new URLClassLoader(new URL[] {jarFile.toUri().toURL()}, null)) {
            Index.load(Extension.class, Object.class, inner)
                    .forEach(item -> indexed.add(item.className().replace('.', '/')));
        }
        assertEquals(annotated("Lhudson/Extension;"), indexed);
    }

    @Test
    void theIndexesThatAreKeptByHandAreComplete() throws IOException {
        for (String annotation : List.of("org.jenkinsci.Symbol", "hudson.init.Initializer", "hudson.init.Terminator")) {
            String index = "META-INF/services/annotations/" + annotation;
            Set<String> indexed = new TreeSet<>();
            if (jar.getEntry(index) != null) {
                try (InputStream in = content(jar, index)) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .forEach(line -> indexed.add(line.trim().replace('.', '/')));
                }
            }
            assertEquals(annotated("L" + annotation.replace('.', '/') + ";"), indexed, index);
        }
    }

    private static Set<String> annotated(String descriptor) {
        return classes.stream()
                .filter(c -> c.annotations.contains(descriptor))
                .map(c -> c.name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyFileCarriesTheTimeOfTheReleaseNotOfTheBuild() throws IOException {
        Set<Long> times = hpi.stream().map(JarEntry::getTime).collect(Collectors.toSet());
        times.addAll(jar.stream().map(JarEntry::getTime).toList());
        assertEquals(1, times.size(), "reproducible archives have one time");
        // The manifest is the only place where a build may have left its user, machine or Java version.
        String manifest = new String(content(hpi, JarFile.MANIFEST_NAME).readAllBytes(), StandardCharsets.UTF_8);
        assertFalse(manifest.contains("Built-By") || manifest.contains(System.getProperty("java.version")), manifest);
        new Manifest(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)));
    }
}
