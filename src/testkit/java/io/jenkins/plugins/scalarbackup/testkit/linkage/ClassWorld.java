package io.jenkins.plugins.scalarbackup.testkit.linkage;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Looks up classes on a class path without loading them; the JDK's own come last. */
public final class ClassWorld implements AutoCloseable {
    private final List<Path> folders = new ArrayList<>();
    private final List<JarFile> jars = new ArrayList<>();
    private final Map<String, Optional<ClassFile>> found = new HashMap<>();

    /**
     * Opens a class path.
     *
     * @param classPath folders of classes, and jars; a folder without classes stands for all jars below it
     */
    public ClassWorld(String classPath) throws IOException {
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(new JarFile(path.toFile()));
            } else if (Files.isDirectory(path)) {
                List<Path> below = filesBelow(path, ".jar");
                if (below.isEmpty()) {
                    folders.add(path);
                }
                for (Path jar : below) {
                    jars.add(new JarFile(jar.toFile()));
                }
            }
        }
    }

    public static List<Path> filesBelow(Path folder, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> path.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the classes of a folder. */
    public static List<ClassFile> classesOf(Path folder) throws IOException {
        List<ClassFile> classes = new ArrayList<>();
        for (Path path : filesBelow(folder, ".class")) {
            classes.add(new ClassFile(Files.readAllBytes(path)));
        }
        return classes;
    }

    public Optional<ClassFile> find(String name) {
        return found.computeIfAbsent(name, this::read);
    }

    private Optional<ClassFile> read(String name) {
        String file = name + ".class";
        try {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(file))) {
                    return Optional.of(new ClassFile(Files.readAllBytes(folder.resolve(file))));
                }
            }
            for (JarFile jar : jars) {
                if (jar.getEntry(file) != null) {
                    try (InputStream in = jar.getInputStream(jar.getEntry(file))) {
                        return Optional.of(new ClassFile(in.readAllBytes()));
                    }
                }
            }
            // Only the platform's own: the application class loader would use the tests' class path.
            try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(file)) {
                return in == null ? Optional.empty() : Optional.of(new ClassFile(in.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }
}
