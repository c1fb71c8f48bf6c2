package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassWorld;
import io.jenkins.plugins.scalarbackup.testkit.linkage.Linkage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

/** Compares the declarations of src/jenkins-api with what the plugin uses, and with the doubles that hide them. */
class JenkinsApiTest {
    private static final Path SOURCES = Path.of("src", "jenkins-api", "java");
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path TEST_CLASSES = Path.of("target", "test-classes");

    /** Declared classes, including nested ones, by name. */
    private static final Map<String, ClassFile> declared = new TreeMap<>();

    private static final List<ClassFile> ours = new ArrayList<>();
    private static final List<ClassFile> users = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        Set<String> topLevel = new TreeSet<>();
        for (Path source : ClassWorld.filesBelow(SOURCES, ".java")) {
            String name = SOURCES.relativize(source).toString().replace('\\', '/');
            topLevel.add(name.substring(0, name.length() - ".java".length()));
        }
        for (ClassFile c : ClassWorld.classesOf(CLASSES)) {
            if (topLevel.contains(c.name.replaceAll("\\$.*", ""))) {
                declared.put(c.name, c);
            } else {
                ours.add(c);
            }
        }
        users.addAll(ours);
        ClassWorld.classesOf(TEST_CLASSES).stream()
                .filter(c -> c.name.startsWith("io/jenkins/plugins/scalarbackup/"))
                .forEach(users::add);
    }

    @Test
    void thePluginLinksAgainstTheDoublesAsAgainstTheDeclarations() throws IOException {
        try (ClassWorld world = new ClassWorld(System.getProperty("java.class.path"))) {
            Collection<String> problems = Linkage.problems(ours, world);
            assertEquals("", String.join("\n", problems));
        }
    }

    @Test
    void aDoubleIsOfTheKindThatItStandsFor() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, ClassFile> entry : declared.entrySet()) {
            Path file = TEST_CLASSES.resolve(entry.getKey() + ".class");
            if (Files.exists(file)) {
                int kind = Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT | Opcodes.ACC_FINAL | Opcodes.ACC_ENUM;
                int differing = (new ClassFile(Files.readAllBytes(file)).access ^ entry.getValue().access) & kind;
                if (differing != 0) {
                    wrong.add(entry.getKey());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void nothingIsDeclaredThatNothingUses() {
        Set<String> used = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>();
        users.forEach(user -> open.addAll(user.types));
        while (!open.isEmpty()) {
            ClassFile c = declared.get(open.pop());
            if (c != null && used.add(c.name)) {
                open.addAll(c.types);
            }
        }
        Set<String> unused = new TreeSet<>(declared.keySet());
        unused.removeAll(used);
        assertEquals("", String.join("\n", unused), "remove these from src/jenkins-api");
    }

    @Test
    void noMemberIsDeclaredThatNothingUses() throws IOException {
        Set<String> named = new TreeSet<>();
        for (ClassFile user : users) {
            // If there is a double, tests use that and not the declaration.
            boolean isOurs = ours.contains(user);
            user.uses.stream()
                    .filter(use -> isOurs || !isDoubled(use.owner()))
                    .forEach(use -> named.add(use.name() + " " + use.descriptor()));
            // A method that a class of ours declares may override or implement one.
            named.addAll(user.methods.keySet());
        }
        Set<String> unused = new TreeSet<>();
        try (ClassWorld world = new ClassWorld(CLASSES.toString())) {
            for (ClassFile c : declared.values()) {
                if ((c.access & (Opcodes.ACC_ANNOTATION | Opcodes.ACC_ENUM)) != 0) {
                    continue;
                }
                c.methods.forEach((method, flags) -> {
                    // Constructors are called by subclasses; abstract methods are a part of a type.
                    boolean needed = method.startsWith("<")
                            || (flags & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_PRIVATE)) != 0
                            || isAbstractAbove(c, method, world);
                    if (!needed && !named.contains(method)) {
                        unused.add(c.name + "." + method);
                    }
                });
                c.fields.forEach((field, flags) -> {
                    if ((flags & Opcodes.ACC_PRIVATE) == 0 && !named.contains(field)) {
                        unused.add(c.name + "#" + field);
                    }
                });
            }
        }
        assertEquals("", String.join("\n", unused), "remove these from src/jenkins-api");
    }

    private static boolean isDoubled(String name) {
        return declared.containsKey(name) && Files.exists(TEST_CLASSES.resolve(name + ".class"));
    }

    /** Compares name and parameters only: the return type may be narrower. */
    private static boolean isAbstractAbove(ClassFile c, String method, ClassWorld world) {
        String name = method.substring(0, method.indexOf(')') + 1);
        return c.parents().stream()
                .flatMap(parent -> world.find(parent).stream())
                .anyMatch(parent -> parent.methods.entrySet().stream()
                                .anyMatch(each ->
                                        each.getKey().startsWith(name) && (each.getValue() & Opcodes.ACC_ABSTRACT) != 0)
                        || isAbstractAbove(parent, method, world));
    }
}
