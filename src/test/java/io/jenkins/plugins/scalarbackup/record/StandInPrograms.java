package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A shell with a stand-in for each program of a restore, which notes its arguments and does nothing. */
final class StandInPrograms {
    private static final List<String> NAMES = List.of(
            "aws",
            "az",
            "gcloud",
            "kubectl",
            "helm",
            "java",
            "mysql",
            "mysqlbinlog",
            "mariadb",
            "mariadb-binlog",
            "rman",
            "impdp",
            "sqlcmd",
            "db2",
            "tiup",
            "yb-admin",
            "pg_restore");

    private static final String STAND_IN = """
            #!/bin/sh
            echo "${0##*/}" >> "$CALLS"
            for argument; do printf '[%s]\\n' "$argument" >> "$CALLS"; done
            case "$*" in *describe-backup*) echo "${STATUS:-}" ;; esac
            case "$0 $*" in */"$FAILS"*) exit 7 ;; esac
            """;

    private final Path directory;

    /** The result of a shell. */
    record Ended(int status, String output, String calls) {}

    /**
     * @param directory the directory for the programs and their notes
     */
    StandInPrograms(Path directory) {
        this.directory = directory;
    }

    /**
     * Prepares a shell. In its environment, {@code FAILS} is the beginning of a call that must fail, and {@code STATUS}
     * the reported status of a backup.
     */
    ProcessBuilder shell(List<String> command) throws IOException {
        Path programs = directory.resolve("bin");
        for (String name : Files.exists(programs) ? List.<String>of() : NAMES) {
            Path file = Files.writeString(Files.createDirectories(programs).resolve(name), STAND_IN);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        ProcessBuilder shell = new ProcessBuilder(command).redirectErrorStream(true);
        shell.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        shell.environment().put("CALLS", directory.resolve("calls").toString());
        shell.environment().put("PWNED", directory.resolve("pwned").toString());
        shell.environment().put("FAILS", "nothing");
        return shell;
    }

    /** Runs it, and fails if a name was run as a command. */
    Ended run(ProcessBuilder shell) throws IOException, InterruptedException {
        Path calls = Files.writeString(directory.resolve("calls"), "");
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertFalse(Files.exists(directory.resolve("pwned")), "a name was run as a command:\n" + output);
        return new Ended(status, output, Files.readString(calls));
    }
}
