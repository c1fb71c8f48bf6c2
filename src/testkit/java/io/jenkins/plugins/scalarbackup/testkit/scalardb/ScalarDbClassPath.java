package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The class path on which ScalarDB runs, servers and client alike. It is separate from that of the tests, because
 * ScalarDB comes with versions of gRPC, protobuf and Guava, and with a log4j, that must not mix with the plugin's. The
 * build writes it down (antrun execution {@code scalardb-class-path} in the POM).
 */
final class ScalarDbClassPath {

    private static final String RESOURCE = "/scalardb.classpath";
    private static final String INSIDE = "io.jenkins.plugins.scalarbackup.testkit.scalardb.inside.";

    private ScalarDbClassPath() {}

    /** Returns the jars, for a JVM's {@code -cp}. */
    static String jars() throws IOException {
        return String.join(File.pathSeparator, entries());
    }

    private static List<String> entries() throws IOException {
        try (InputStream in = ScalarDbClassPath.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("ScalarDB's class path is not on the test class path: run"
                        + " `mvn process-test-resources` once, which writes target/test-classes" + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    /** Loads a separate client, which shares neither classes nor threads with any other. */
    static BankOperations load() throws IOException {
        try {
            ClassLoader loader = new Loader(urls());
            return (BankOperations) loader.loadClass(INSIDE + "ScalarDbBanks")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ScalarDB's client can't be loaded", e);
        }
    }

    private static URL[] urls() throws IOException {
        return entries().stream().map(ScalarDbClassPath::url).toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("Not a file: " + entry, e);
        }
    }

    /** Loads the JDK, the jars and the classes of {@code inside}; shares only {@link BankOperations} with the tests. */
    private static final class Loader extends URLClassLoader {

        private final ClassLoader outside = ScalarDbClassPath.class.getClassLoader();

        Loader(URL[] urls) {
            super("scalardb", urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String shared = BankOperations.class.getName();
            if (name.equals(shared) || name.startsWith(shared + "$")) {
                return outside.loadClass(name);
            }
            return name.startsWith(INSIDE) ? define(name) : super.findClass(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = outside.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
