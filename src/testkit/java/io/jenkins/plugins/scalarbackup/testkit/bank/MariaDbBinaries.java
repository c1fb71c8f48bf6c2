package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.FileTrees;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.ProcessLock;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MariaDB's own programs: unpacked by the build from an artifact if there is one for the machine, else the installed
 * ones. Also has an initialized data directory to copy from.
 */
final class MariaDbBinaries {
    private static final Path CACHE = Path.of("target", "embedded-mariadb").toAbsolutePath();
    private static final int PROGRAMS_DEPTH = 8;
    private static final String LOG_FILE_SIZE = "--innodb-log-file-size=8M";

    /** Null if the installed ones are used. */
    private final Path home;

    private MariaDbBinaries(Path home) {
        this.home = home;
    }

    /** Returns whether there are any for this machine. */
    static boolean areThere() throws IOException {
        return Files.isDirectory(CACHE) && unpacked() != null
                || Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "mariadb-install-db")));
    }

    static MariaDbBinaries prepare() throws IOException {
        Files.createDirectories(CACHE);
        return ProcessLock.whileHeld(CACHE, () -> {
            MariaDbBinaries binaries = new MariaDbBinaries(unpacked());
            binaries.initialise();
            return binaries;
        });
    }

    /** Returns a command line that runs a program with these as its first options. */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(
                home == null ? program : home.resolve("bin").resolve(program).toString());
        command.add("--no-defaults");
        if (home != null && program.equals("mariadbd")) {
            command.add("--basedir=" + home);
        }
        if (program.equals("mariadbd")) {
            command.add(LOG_FILE_SIZE);
            command.add("--user=" + System.getProperty("user.name"));
        }
        command.addAll(arguments);
        return command;
    }

    /** Creates a data directory with user {@code root} and no password. */
    void newDataDirectory(Path directory) throws IOException {
        FileTrees.copy(template(), directory);
    }

    private Path template() {
        return CACHE.resolve(home == null ? "installed-data" : "data");
    }

    private void initialise() throws IOException {
        if (Files.isDirectory(template())) {
            return;
        }
        Path fresh = CACHE.resolve("initialising-" + ProcessHandle.current().pid());
        String program = home == null ? "mariadb-install-db" : home + "/scripts/mariadb-install-db";
        String base = home == null ? "" : " --basedir='" + home + "'";
        Shell.run(
                List.of("'" + program + "' --no-defaults" + base + " --datadir=\"$DATA\" --user=\"$(id -un)\" "
                        + LOG_FILE_SIZE + " --auth-root-authentication-method=normal --skip-test-db"),
                Map.of("DATA", fresh.toString()));
        Files.move(fresh, template(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the unpacked programs, after making them executable, which they are not in the archive. */
    private static Path unpacked() throws IOException {
        try (Stream<Path> all = Files.walk(CACHE, PROGRAMS_DEPTH)) {
            Optional<Path> server = all.filter(path -> path.endsWith(Path.of("bin", "mariadbd")))
                    .findFirst();
            if (server.isEmpty()) {
                return null;
            }
            Path home = server.get().getParent().getParent();
            for (String programs : List.of("bin", "scripts")) {
                try (Stream<Path> files = Files.list(home.resolve(programs))) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
            return home;
        }
    }
}
