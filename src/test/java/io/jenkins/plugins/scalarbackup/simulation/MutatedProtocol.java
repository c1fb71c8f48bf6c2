package io.jenkins.plugins.scalarbackup.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The protocol with a mistake: compiled from patched sources and run by the same simulation. */
final class MutatedProtocol {
    private static final String ROOT = "io.jenkins.plugins.scalarbackup.";
    /** The packages of the protocol. A mutation changes classes of these, and has its own copy of each of them. */
    private static final List<String> PROTOCOL = List.of(ROOT + "engine.", ROOT + "model.");

    private static final Path SOURCES = Path.of("src/main/java");
    /** The source of the simulated watchdog: the real one is a script, so its simulation is mutated. */
    private static final Path WATCHDOG = Path.of("src/test/java");

    private final Method run;

    MutatedProtocol(Mutation mutation) throws IOException, ReflectiveOperationException {
        Map<String, byte[]> classes = compile(mutation);
        ClassLoader loader = new ClassLoader(MutatedProtocol.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                    boolean ours = name.startsWith(ROOT + "simulation.")
                            || PROTOCOL.stream().anyMatch(name::startsWith);
                    Class<?> known = findLoadedClass(name);
                    if (known != null || !ours) {
                        return known != null ? known : super.loadClass(name, resolve);
                    }
                    byte[] content = classes.containsKey(name) ? classes.get(name) : original(name);
                    return defineClass(name, content, 0, content.length);
                }
            }
        };
        run = loader.loadClass(Simulation.class.getName()).getDeclaredMethod("violationsOf", long.class);
        run.setAccessible(true);
    }

    /** Returns the violations that the oracle finds for a seed. */
    @SuppressWarnings("unchecked")
    List<String> violationsOf(long seed) throws ReflectiveOperationException {
        return (List<String>) run.invoke(null, seed);
    }

    private static byte[] original(String name) throws ClassNotFoundException {
        String resource = name.replace('.', '/') + ".class";
        try (InputStream content = MutatedProtocol.class.getClassLoader().getResourceAsStream(resource)) {
            if (content == null) {
                throw new ClassNotFoundException(name);
            }
            return content.readAllBytes();
        } catch (IOException failure) {
            throw new ClassNotFoundException(name, failure);
        }
    }

    /** Returns the sources that a mutation changes, after the change. */
    static Map<String, String> sources(Mutation mutation) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Mutation.Patch patch : mutation.patches()) {
            Path file = file(patch.type());
            String type =
                    file.subpath(SOURCES.getNameCount(), file.getNameCount()).toString();
            String source = sources.containsKey(type) ? sources.get(type) : Files.readString(file, UTF_8);
            sources.put(type, patched(mutation, patch, source));
        }
        return sources;
    }

    private static Map<String, byte[]> compile(Mutation mutation) throws IOException {
        Map<String, String> sources = sources(mutation);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(diagnostics, null, UTF_8)) {
            Compiled compiled = new Compiled(standard);
            List<Source> units = sources.entrySet().stream()
                    .map(entry -> new Source(entry.getKey(), entry.getValue()))
                    .toList();
            boolean done = compiler.getTask(null, compiled, diagnostics, options(), null, units)
                    .call();
            if (!done) {
                throw new IllegalStateException("Mutation \"" + mutation.name() + "\" does not compile: "
                        + diagnostics.getDiagnostics().stream()
                                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                                .toList());
            }
            return compiled.classes();
        }
    }

    private static Path file(String type) {
        return Stream.concat(
                        PROTOCOL.stream().map(name -> SOURCES.resolve(name.replace('.', '/'))),
                        Stream.of(WATCHDOG.resolve((ROOT + "simulation").replace('.', '/'))))
                .map(folder -> folder.resolve(type + ".java"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No class " + type + " in " + PROTOCOL));
    }

    private static String patched(Mutation mutation, Mutation.Patch patch, String source) {
        JavaTokens tokens = new JavaTokens(source);
        int places = tokens.count(patch.place());
        if (places != 1) {
            throw new IllegalStateException("Mutation \"" + mutation.name() + "\" wants to change a place of "
                    + patch.type() + " that is " + (places == 0 ? "not there any more" : "there more than once") + ": "
                    + patch.place());
        }
        return tokens.replaceOnly(patch.place(), patch.instead());
    }

    private static List<String> options() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of("-proc:none", "-nowarn", "-classpath", path);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String content;

        Source(String file, String content) {
            super(URI.create("mutated:///" + file), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }

    private static final class Compiled extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

        Compiled(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutated:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream output = new ByteArrayOutputStream();
                    outputs.put(className, output);
                    return output;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            outputs.forEach((name, output) -> classes.put(name, output.toByteArray()));
            return classes;
        }
    }
}
