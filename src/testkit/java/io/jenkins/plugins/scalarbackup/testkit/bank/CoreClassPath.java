package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.bank.application.BankApplication;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars on which the pods run, separate from those of the tests; the build copies them ({@code scalardb-core} in the
 * POM).
 */
public final class CoreClassPath {
    private static final Path JARS = Path.of("target", "scalardb-core").toAbsolutePath();
    /** The verifier of restores, which runs on the same jars; {@code verifier} in the POM. */
    private static final Path VERIFIER = Path.of("target", "verifier-classes").toAbsolutePath();

    private static final String SHARED = CoreClassPath.class.getPackageName() + ".";
    private static final String INSIDE = BankApplication.class.getPackageName() + ".";

    private final ClassLoader loader;

    private CoreClassPath(ClassLoader loader) {
        this.loader = loader;
    }

    private static List<Path> jars() throws IOException {
        if (!Files.isDirectory(JARS)) {
            throw new IllegalStateException(
                    JARS + " is missing: `mvn process-test-resources` once copies ScalarDB's jars there");
        }
        try (Stream<Path> all = Files.list(JARS)) {
            return all.sorted().toList();
        }
    }

    /** Returns the class path of a verifier's JVM: its classes, the jars, and these classes. */
    public static String forVerifier() throws IOException {
        return VERIFIER + File.pathSeparator + forPods();
    }

    /** Returns the class path of a pod's JVM: the jars, and these classes. */
    static String forPods() throws IOException {
        List<String> entries = new ArrayList<>();
        jars().forEach(jar -> entries.add(jar.toString()));
        try {
            entries.add(Path.of(CoreClassPath.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Loads the classes in this JVM, in a class loader of their own. */
    static CoreClassPath load() throws IOException {
        return new CoreClassPath(loader(INSIDE));
    }

    /**
     * Returns a class loader with the jars and the verifier.
     *
     * @param inside the package, with a dot at its end, of the test's classes that are to run on them
     */
    public static ClassLoader loader(String inside) throws IOException {
        if (!Files.isDirectory(VERIFIER)) {
            throw new IllegalStateException(
                    VERIFIER + " is missing: `mvn process-test-classes` once compiles the verifier to there");
        }
        List<URL> urls = new ArrayList<>(List.of(url(VERIFIER)));
        for (Path jar : jars()) {
            urls.add(url(jar));
        }
        return new Loader(urls.toArray(URL[]::new), inside);
    }

    ClassLoader loader() {
        return loader;
    }

    BankLedger ledger() {
        return create(BankLedger.class, INSIDE + "ScalarDbLedger");
    }

    Driver mariaDbDriver() {
        return create(Driver.class, "org.mariadb.jdbc.Driver");
    }

    private <T> T create(Class<T> type, String name) {
        try {
            return type.cast(loader.loadClass(name).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " can't be loaded", e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("Not a file: " + jar, e);
        }
    }

    /** Loads the JDK, the jars and the application's classes; shares the classes of this package with the tests. */
    private static final class Loader extends URLClassLoader {
        private final ClassLoader outside = CoreClassPath.class.getClassLoader();
        private final String inside;

        Loader(URL[] urls, String inside) {
            super("scalardb-core", urls, ClassLoader.getPlatformClassLoader());
            this.inside = inside;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(inside)) {
                return define(name);
            }
            return name.startsWith(SHARED) ? outside.loadClass(name) : super.findClass(name);
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
