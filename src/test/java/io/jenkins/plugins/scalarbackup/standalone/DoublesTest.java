package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;

/**
 * Tests that each double offers everything that the declaration offers; otherwise, the plugin would fail to link in the
 * embedded Jenkins.
 */
class DoublesTest {
    private static final Path DECLARATIONS = Path.of("target/classes");

    @Test
    void doublesOfferEveryDeclaredMember() throws Exception {
        Path doubles = Path.of(Jenkins.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(doubles)) {
            names = files.map(f -> doubles.relativize(f).toString())
                    .filter(f -> f.matches("(hudson|jenkins|org/jenkinsci|com/cloudbees)/.*\\.class"))
                    .filter(f -> Files.exists(DECLARATIONS.resolve(f)))
                    .map(f -> f.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .toList();
        }
        assertTrue(names.size() > 50, "found " + names);
        Set<String> missing = new TreeSet<>();
        try (URLClassLoader declarations = new Declarations()) {
            for (String name : names) {
                Class<?> declared = Class.forName(name, false, declarations);
                Class<?> doubled = Class.forName(name, false, getClass().getClassLoader());
                assertEquals(declared.isInterface(), doubled.isInterface(), name);
                Set<String> gap = members(declared);
                for (Class<?> at = doubled; at != null; at = at.getSuperclass()) {
                    gap.removeAll(members(at));
                    for (Class<?> offered : at.getInterfaces()) {
                        gap.removeAll(members(offered));
                    }
                }
                gap.forEach(g -> missing.add(name + ": " + g));
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        if (!Modifier.isAbstract(type.getModifiers())) {
            Arrays.stream(type.getDeclaredConstructors())
                    .filter(DoublesTest::isOffered)
                    .forEach(c -> members.add("new" + parameters(c)));
        }
        Arrays.stream(type.getDeclaredMethods()).filter(DoublesTest::isOffered).forEach(m -> members.add(signature(m)));
        Arrays.stream(type.getDeclaredFields())
                .filter(DoublesTest::isOffered)
                .forEach(f -> members.add(f.getType().getName() + " " + f.getName()));
        return members;
    }

    private static boolean isOffered(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static String signature(Method method) {
        String kind = Modifier.isStatic(method.getModifiers()) ? "static " : "";
        return kind + method.getReturnType().getName() + " " + method.getName() + parameters(method);
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameterTypes())
                .map(Class::getName)
                .toList()
                .toString();
    }

    /** Loads declared classes itself, and takes the rest from the tests' class path. */
    private static final class Declarations extends URLClassLoader {
        Declarations() throws IOException {
            super(new URL[] {DECLARATIONS.toUri().toURL()}, DoublesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && Files.exists(DECLARATIONS.resolve(name.replace('.', '/') + ".class"))) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
