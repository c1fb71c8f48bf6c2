package io.jenkins.plugins.scalarbackup.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prometheus' own checker of rules and metrics, if it is installed. */
record Promtool(Path program) {
    static Optional<Promtool> onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Promtool::new);
    }

    /**
     * Returns what is wrong with names and types of metrics; missing help texts are ignored, since that registry never
     * has any.
     */
    String lint(String metrics) {
        return String.join(
                "\n",
                run(metrics, "check", "metrics")
                        .lines()
                        .filter(line -> !line.isBlank() && !line.endsWith("no help text"))
                        .toList());
    }

    /** Returns its output for these arguments; fails if it finds an error, but not for mere remarks. */
    String run(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            int code = process.waitFor();
            if (code != 0 && code != 3) {
                throw new AssertionError(command + " ended with " + code + ":\n" + said);
            }
            return said;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
