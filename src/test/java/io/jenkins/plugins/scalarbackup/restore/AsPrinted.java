package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordFiles;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds commands where a reader finds them: in a record's instructions, in its scripts, and in the examples. */
final class AsPrinted {
    private AsPrinted() {}

    /** Returns the commands of the step that contains {@code piece} in one database's instructions. */
    static List<String> instructions(String database, WindowRecord window, String piece) throws RefusedException {
        return commands(
                RestoreInstructions.forDatabases(List.of(database), window)
                        .get(0)
                        .steps(),
                piece);
    }

    /** Returns a command that runs a database's script among a build's artifacts, from a step on. */
    static List<String> script(String database, WindowRecord window, Path directory, String arguments)
            throws IOException, RefusedException {
        Map<String, String> scripts = RecordFiles.of(
                        BuildRecord.of(window, Samples.BUILD, Samples.PLUGIN, List.of(database)))
                .scripts("consistent-backup");
        Path file = directory.resolve("restore-" + database + ".sh");
        Files.writeString(file, scripts.get(file.getFileName().toString()));
        return List.of("sh '" + file + "' --yes " + arguments);
    }

    static List<String> commands(List<String> steps, String piece) {
        String step = steps.stream()
                .filter(each -> each.contains(piece))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step with " + piece + " in " + steps));
        return step.lines()
                .filter(line -> line.startsWith(RestoreInstructions.COMMAND))
                .map(String::strip)
                .toList();
    }

    /** Returns the shell script in the block of an example, as Groovy parses it. */
    static List<String> block(String example) throws IOException {
        String script = Files.readString(Path.of("docs", "examples", example + ".Jenkinsfile"));
        Matcher sh = Pattern.compile("sh '''(.*?)'''", Pattern.DOTALL).matcher(script);
        assertTrue(sh.find(), script);
        return sh.group(1).replace("\\\\", "\\").lines().toList();
    }

    /** Skips the test if a program is missing, naming it. */
    static void assumePrograms(String... programs) {
        for (String program : programs) {
            boolean there = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
            assumeTrue(there, "no program " + program + " on the PATH (.ci/run installs it)");
        }
    }
}
