package io.jenkins.plugins.scalarbackup.watchdog;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The shells under which the script has to run, with no other programs than it documents. */
public enum Shell {
    DASH("dash", List.of()),
    BUSYBOX("busybox", List.of("sh"));

    private static final List<String> NEEDED = List.of("sed", "od", "sleep");

    private final String program;
    private final List<String> arguments;

    Shell(String program, List<String> arguments) {
        this.program = program;
        this.arguments = arguments;
    }

    /** Returns the shells installed here. */
    public static Stream<Shell> installed() {
        return Stream.of(values())
                .filter(shell -> find(shell.program).isPresent() && find("curl").isPresent());
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path found(String program) {
        return find(program).orElseThrow(() -> new IllegalStateException(program + " is not installed"));
    }

    /** Returns a process whose path only has the programs that the script needs. */
    ProcessBuilder run(Path script, Path directory, Map<String, String> environment) {
        try {
            Path programs = Path.of("target", "watchdog", name().toLowerCase(Locale.ROOT))
                    .toAbsolutePath();
            if (!Files.exists(programs)) {
                Files.createDirectories(programs);
                Files.createSymbolicLink(programs.resolve("curl"), found("curl"));
                for (String needed : NEEDED) {
                    Files.createSymbolicLink(
                            programs.resolve(needed), this == BUSYBOX ? found(program) : found(needed));
                }
            }
            ProcessBuilder process = new ProcessBuilder(found(program).toString());
            process.command().addAll(arguments);
            process.command().add(script.toString());
            process.environment().clear();
            process.environment().put("PATH", programs.toString());
            process.environment().putAll(environment);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
