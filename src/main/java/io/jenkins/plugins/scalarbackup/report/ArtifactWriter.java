package io.jenkins.plugins.scalarbackup.report;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Puts a record where it outlives the window: first into the {@link RecordStore}, then into the build as an artifact. What
 * fails of it is said in the log and costs nothing of the rest; if all of it fails, the record is printed there.
 */
public final class ArtifactWriter {
    /** Two windows of a build may end at the same time in parallel branches. */
    private static final Object NUMBERING = new Object();

    private final RecordStore store;

    public ArtifactWriter(RecordStore store) {
        this.store = store;
    }

    /**
     * Writes a record; again for the same window, it is written under the same name. It does I/O: not on the thread that
     * runs pipelines.
     *
     * @param run the build, which may have ended
     * @param listener where to say what went wrong
     * @return the record that stands, see {@link RecordStore#write}
     */
    public KeptRecord write(Run<?, ?> run, TaskListener listener, Report report) {
        return write(new JenkinsBuild(run, listener), listener.getLogger(), report);
    }

    KeptRecord write(ArchivingBuild build, PrintStream log, Report report) {
        // An interrupt, the usual end of an aborted build, would close the files that are being written.
        boolean interrupted = Thread.interrupted();
        try {
            return writeUninterrupted(build, log, report);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private KeptRecord writeUninterrupted(ArchivingBuild build, PrintStream log, Report report) {
        Optional<KeptRecord> stored = store(log, report);
        KeptRecord record = stored.orElseGet(() -> KeptRecord.of(report));
        boolean archived = archive(build, log, record);
        if (stored.isEmpty() && !archived) {
            log.println("The record of window " + record.id() + " could be written nowhere. Keep this copy:");
            log.println(record.json());
        }
        return record;
    }

    private Optional<KeptRecord> store(PrintStream log, Report report) {
        try {
            return Optional.of(store.write(report));
        } catch (IOException | RuntimeException e) {
            log.println("WARNING: the record of window " + report.window().id()
                    + " was not written below JENKINS_HOME: " + e + ". Check the disk's space and rights.");
            return Optional.empty();
        }
    }

    private static boolean archive(ArchivingBuild build, PrintStream log, KeptRecord record) {
        String id = record.id();
        try {
            if (!Files.isDirectory(build.root())) {
                // Saving would make the directory of a deleted build anew.
                log.println("WARNING: the record of window " + id + " was not archived: the build is gone.");
                return false;
            }
            String name = name(build, id);
            archive(build, name, record);
            fingerprint(build, log, name, record);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.println("WARNING: the record of window " + id + " was not archived: interrupted.");
        } catch (IOException | RuntimeException e) {
            log.println("WARNING: the record of window " + id + " was not archived: " + e);
        }
        return false;
    }

    /** Saved before it is used, so that a number is not given twice even if the controller dies in between. */
    private static String name(ArchivingBuild build, String id) throws IOException {
        synchronized (NUMBERING) {
            String name = build.windows().nameFor(id);
            build.save();
            return name;
        }
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

    private static void archive(ArchivingBuild build, String name, KeptRecord record)
            throws IOException, InterruptedException {
        String json = name + ".json";
        String text = name + ".txt";
        Path directory = Files.createTempDirectory(build.root(), "scalar-backup");
        try {
            Files.writeString(directory.resolve(json), record.json());
            Files.writeString(directory.resolve(text), record.text());
            build.archive(directory, List.of(json, text));
        } finally {
            Files.deleteIfExists(directory.resolve(json));
            Files.deleteIfExists(directory.resolve(text));
            Files.deleteIfExists(directory);
        }
    }

    private static void fingerprint(ArchivingBuild build, PrintStream log, String name, KeptRecord record) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] sum = md5.digest(record.json().getBytes(StandardCharsets.UTF_8));
            build.fingerprint(name + ".json", HexFormat.of().formatHex(sum));
            build.save();
        } catch (IOException | NoSuchAlgorithmException | RuntimeException e) {
            log.println("WARNING: " + name + ".json is archived, but has no fingerprint: " + e);
        }
    }
}
