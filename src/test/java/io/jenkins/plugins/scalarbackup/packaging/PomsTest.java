package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Checks that pom.xml and pom-jenkins.xml build the same plugin: what both contain must be equal. */
class PomsTest {
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+)");
    private static final List<String> IN_THE_JENKINS_BUILD = List.of(
            "java.",
            "javax.net.ssl.",
            "com.fasterxml.jackson.",
            "com.google.protobuf.",
            "com.google.rpc.",
            "com.scalar.admin.rpc.",
            "hudson.model.Result",
            "io.fabric8.",
            "io.grpc.",
            "io.jenkins.plugins.scalarbackup.testkit.",
            "io.netty.",
            "okhttp3.tls.",
            "org.junit.jupiter.",
            "org.objectweb.asm.");

    private static Element ours;
    private static Element jenkins;

    @BeforeAll
    static void read() throws IOException, ParserConfigurationException, SAXException {
        ours = pom("pom.xml");
        jenkins = pom("pom-jenkins.xml");
    }

    private static Element pom(String file) throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile())
                .getDocumentElement();
    }

    @Test
    void theCoordinatesAreTheSame() {
        for (String name : List.of("groupId", "artifactId", "version", "name", "description", "licenses")) {
            assertEquals(text(ours, name), text(jenkins, name), name);
        }
    }

    @Test
    void theMinimumJenkinsIsTheSame() {
        assertEquals(property(ours, "jenkins.version"), property(jenkins, "jenkins.version"));
    }

    @Test
    void theNeededPluginsAreTheSame() {
        Set<String> declared = Stream.of(
                        property(ours, "hpi.pluginDependencies").split(","))
                .map(dependency -> dependency.substring(0, dependency.indexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> needed = new TreeSet<>();
        for (Element dependency : dependencies(jenkins)) {
            boolean ofBom = text(dependency, "version").isEmpty() && !isGrpc(dependency);
            if (ofBom && text(dependency, "scope").isEmpty()) {
                needed.add(text(dependency, "artifactId"));
            }
        }
        assertEquals(declared, needed);
    }

    @Test
    void whatIsBundledIsTheSame() {
        assertEquals(bundled(ours), bundled(jenkins));
        Set<String> closed = new TreeSet<>();
        for (Element include : elements(ours, "build", "plugins", "plugin")) {
            if (text(include, "artifactId").equals("maven-enforcer-plugin")) {
                all(include, "include")
                        .forEach(name -> closed.add(name.getTextContent()
                                .substring(name.getTextContent().indexOf(':') + 1)));
            }
        }
        assertFalse(closed.isEmpty());
        assertEquals(
                closed,
                new TreeSet<>(List.of(property(jenkins, "hpi.bundledArtifacts").split(","))));
        assertEquals("true", property(jenkins, "hpi.strictBundledArtifacts"));
    }

    /** Of the test kit, only classes that need neither a database nor the demo are compiled there. */
    @Test
    void theTestKitOfTheJenkinsBuildNeedsNothingThatItLacks() throws IOException {
        List<String> excluded = all(jenkins, "testExclude").stream()
                .map(exclude -> exclude.getTextContent().replace("/**", ""))
                .toList();
        Path kit = Path.of("src/testkit/java");
        Set<String> lacking = new TreeSet<>();
        try (Stream<Path> files = Files.walk(kit)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String name = kit.relativize(file).toString().replace('\\', '/');
                if (excluded.stream().noneMatch(folder -> name.startsWith(folder + "/"))) {
                    Files.readAllLines(file).stream()
                            .map(IMPORT::matcher)
                            .filter(Matcher::lookingAt)
                            .map(found -> found.group(1))
                            .filter(named -> IN_THE_JENKINS_BUILD.stream().noneMatch(named::startsWith)
                                    || excluded.stream()
                                            .anyMatch(folder -> named.startsWith(folder.replace('/', '.') + ".")))
                            .forEach(named -> lacking.add(name + " imports " + named));
                }
            }
        }
        assertEquals(Set.of(), lacking);
    }

    private static boolean isGrpc(Element dependency) {
        return text(dependency, "groupId").equals("io.grpc");
    }

    /** Returns the compile-time and bundled dependencies with their versions. */
    private static Map<String, String> bundled(Element pom) {
        Map<String, String> bundled = new TreeMap<>();
        for (Element dependency : dependencies(pom)) {
            String version =
                    isGrpc(dependency) ? property(pom, "grpc.version") : resolved(pom, text(dependency, "version"));
            if (text(dependency, "scope").isEmpty() && !version.isEmpty()) {
                bundled.put(text(dependency, "groupId") + ":" + text(dependency, "artifactId"), version);
            }
        }
        return bundled;
    }

    @Test
    void theLinkageCheckCompilesAgainstTheLibrariesOfTheDefaultBuild() {
        Map<String, String> provided = new TreeMap<>();
        for (Element dependency : dependencies(ours)) {
            String scope = text(dependency, "scope");
            if (scope.equals("provided")
                    || scope.isEmpty()
                            && managed(ours, dependency, "scope").orElse("").equals("provided")) {
                provided.put(text(dependency, "artifactId"), version(ours, dependency));
            }
        }
        Map<String, String> compiledAgainst = new TreeMap<>();
        for (Element plugin : elements(jenkins, "build", "plugins", "plugin")) {
            if (text(plugin, "artifactId").equals("maven-antrun-plugin")) {
                for (Element dependency : elements(plugin, "dependencies", "dependency")) {
                    compiledAgainst.put(text(dependency, "artifactId"), version(jenkins, dependency));
                }
            }
        }
        assertEquals(provided, compiledAgainst);
    }

    private static String version(Element pom, Element dependency) {
        String version = text(dependency, "version");
        if (version.isEmpty()) {
            String artifact = text(dependency, "artifactId");
            version = managed(pom, dependency, "version")
                    .orElseGet(() -> property(pom, artifact.replaceFirst("-.*", ".version")));
        }
        return resolved(pom, version);
    }

    private static Optional<String> managed(Element pom, Element dependency, String what) {
        String artifact = text(dependency, "artifactId");
        return elements(pom, "dependencyManagement", "dependencies", "dependency").stream()
                .filter(managed -> text(managed, "artifactId").equals(artifact))
                .map(managed -> text(managed, what))
                .findFirst();
    }

    private static List<Element> dependencies(Element pom) {
        return elements(pom, "dependencies", "dependency");
    }

    private static String property(Element pom, String name) {
        return resolved(pom, text(elements(pom, "properties").get(0), name));
    }

    private static String resolved(Element pom, String value) {
        int start = value.indexOf("${");
        if (start < 0) {
            return value;
        }
        int end = value.indexOf('}', start);
        String name = value.substring(start + 2, end);
        return resolved(pom, value.substring(0, start) + property(pom, name) + value.substring(end + 1));
    }

    private static String text(Element parent, String name) {
        List<Element> found = elements(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private static List<Element> elements(Element parent, String... path) {
        List<Element> found = List.of(parent);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            found.forEach(element -> next.addAll(children(element, name)));
            found = next;
        }
        return found;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    private static List<Element> all(Element below, String name) {
        List<Element> found = new ArrayList<>();
        var nodes = below.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
