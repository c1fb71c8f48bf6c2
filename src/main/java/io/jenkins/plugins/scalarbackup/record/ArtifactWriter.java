package io.jenkins.plugins.scalarbackup.record;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.model.Failures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Stores a record so that it outlives the window: first in the {@link RecordStore}, then as an artifact of the build.
 * Each failure is logged and doesn't prevent the rest. If all of it fails, the record itself is printed to the log.
 */
public final class ArtifactWriter {
    /** Two windows of a build may end at the same time, in parallel branches. */
    private static final Object NUMBERING = new Object();

    private final RecordStore store;

    public ArtifactWriter(RecordStore store) {
        this.store = store;
    }

    /** Limits the time of a call that an artifact manager, a listener or a slow disk may delay. */
    @FunctionalInterface
    public interface Bound {
        /** Makes the call. Throws what the call throws, or an exception of its own once the time limit has passed. */
        boolean call(Callable<Boolean> archiving) throws Exception;
    }

    /**
     * The time limits of the two ways to store a record.
     *
     * @param storing the limit for the disk below JENKINS_HOME
     * @param archiving the limit for the build's artifact manager
     */
    public record Bounds(Bound storing, Bound archiving) {}

    /**
     * The places where a record was stored.
     *
     * @param record the record that is kept, see {@link RecordStore#write}
     * @param stored whether it is below JENKINS_HOME
     * @param artifact the artifact's name without extension; null if it was not archived
     */
    public record Written(RecordFiles record, boolean stored, String artifact) {
        /** Returns whether the record was stored anywhere at all. */
        public boolean isKept() {
            return stored || artifact != null;
        }
    }

    /**
     * Writes a record. A second call for the same window writes it under the same name. It does I/O, so it must not run
     * on the thread that runs pipelines.
     *
     * @param run the build, which may have ended; null if it was deleted
     * @param listener the listener that artifact managers write to
     * @param log receives warnings, a line each
     * @param bounds the time limits for disk and artifact manager
     */
    public Written write(
            Run<?, ?> run, TaskListener listener, Consumer<String> log, Bounds bounds, BuildRecord record) {
        return write(run == null ? null : new JenkinsBuild(run, listener), log, bounds, record);
    }

    RecordFiles write(ArchivingBuild build, PrintStream log, BuildRecord record) {
        return write(build, log::println, new Bounds(Callable::call, Callable::call), record)
                .record();
    }

    Written write(ArchivingBuild build, Consumer<String> log, Bounds bounds, BuildRecord record) {
        // An interrupt, which is how an aborted build usually ends, would close the files that are being written.
        boolean interrupted = Thread.interrupted();
        try {
            return writeUninterrupted(build, log, bounds, record);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Written writeUninterrupted(ArchivingBuild build, Consumer<String> log, Bounds bounds, BuildRecord record) {
        AtomicReference<RecordFiles> kept = new AtomicReference<>();
        boolean stored = store(log, bounds.storing(), record, kept);
        RecordFiles files = stored ? kept.get() : RecordFiles.of(record);
        boolean archived = build != null && archive(build, log, bounds.archiving(), files);
        if (!stored && !archived) {
            log.accept("The record of window " + files.id() + " could be written nowhere. Keep this copy:");
            log.accept(files.json());
        }
        return new Written(files, stored, archived ? build.windows().artifacts().get(files.id()) : null);
    }

    private boolean store(Consumer<String> log, Bound bound, BuildRecord record, AtomicReference<RecordFiles> kept) {
        try {
            return bound.call(() -> {
                kept.set(store.write(record));
                return true;
            });
        } catch (Throwable e) {
            log.accept("WARNING: the record of window " + record.id() + " was not written below JENKINS_HOME: "
                    + Failures.cause(e) + ". Check the disk's space and rights.");
            return false;
        }
    }

    /** Catches everything: the window's record, its build and its Leases must not depend on an artifact manager. */
    private static boolean archive(ArchivingBuild build, Consumer<String> log, Bound bound, RecordFiles record) {
        String id = record.id();
        try {
            return bound.call(() -> archive(build, log, record));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.accept("WARNING: the record of window " + id + " was not archived: interrupted.");
        } catch (Throwable e) {
            log.accept("WARNING: the record of window " + id + " was not archived: " + Failures.cause(e));
        }
        return false;
    }

    private static boolean archive(ArchivingBuild build, Consumer<String> log, RecordFiles record)
            throws IOException, InterruptedException {
        String id = record.id();
        if (!Files.isDirectory(build.root())) {
            // Saving would create the directory of a deleted build again.
            log.accept("WARNING: the record of window " + id + " was not archived: the build is gone.");
            return false;
        }
        String name = name(build, id);
        archive(build, log, name, record);
        fingerprint(build, log, name, record);
        return true;
    }

    /** Saved before the name is used, so that no number is given twice even if the controller crashes in between. */
    private static String name(ArchivingBuild build, String id) throws IOException {
        String name;
        synchronized (NUMBERING) {
            name = build.windows().nameFor(id);
        }
        build.save();
        return name;
    }

    static boolean noteCopy(ArchivingBuild build, String name, String owner) throws IOException {
        synchronized (NUMBERING) {
            boolean noted = build.windows().noteCopy(name, owner);
            if (noted) {
                build.save();
            }
            return noted;
        }
    }

    private static void archive(ArchivingBuild build, Consumer<String> log, String name, RecordFiles record)
            throws IOException, InterruptedException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(name + ".json", record.json());
        files.put(name + ".txt", record.text());
        try {
            files.putAll(record.scripts(name));
        } catch (RuntimeException unmade) {
            log.accept("WARNING: " + name + " is archived without its scripts: " + unmade);
        }
        Path directory = Files.createTempDirectory(build.root(), "scalar-backup");
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
            build.archive(directory, List.copyOf(files.keySet()));
        } finally {
            for (String file : files.keySet()) {
                Files.deleteIfExists(directory.resolve(file));
            }
            Files.deleteIfExists(directory);
        }
    }

    private static void fingerprint(ArchivingBuild build, Consumer<String> log, String name, RecordFiles record) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] sum = md5.digest(record.json().getBytes(StandardCharsets.UTF_8));
            build.fingerprint(name + ".json", HexFormat.of().formatHex(sum));
            build.save();
        } catch (IOException | NoSuchAlgorithmException | RuntimeException | LinkageError e) {
            log.accept("WARNING: " + name + ".json is archived, but has no fingerprint: " + e);
        }
    }
}
