package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {
    @ParameterizedTest
    @CsvSource({
        "'known', 'It failed: known.'",
        "'known.', 'It failed: known.'",
        "'known..', 'It failed: known.'",
        "'known. ', 'It failed: known.'",
        "'really?', 'It failed: really?'",
        "'and so on...', 'It failed: and so on...'",
        "'the whole role.. More', 'It failed: the whole role. More.'",
        "'../x is no file', 'It failed: ../x is no file.'"
    })
    void oneFullStop(String theirs, String sentence) {
        assertEquals(sentence, Sentences.of("It failed: ", theirs));
    }

    @Test
    void oneLine() {
        assertEquals(
                "It failed: one two three.",
                Sentences.of("It failed: ", "one\r\n  two\n\n\u001b[31mthree\u001b[0m\u0007"));
    }

    @Test
    void bounded() {
        String long_ = Sentences.of("It failed: ", "\uD83D\uDE00".repeat(100_000));
        assertTrue(long_.length() < Sentences.LONGEST + 50, "" + long_.length());
        assertTrue(long_.endsWith(" characters in all)."), long_.substring(900));
    }

    @Test
    void whatSaysNothingIsNamed() {
        assertEquals("IllegalStateException", Sentences.saidBy(new IllegalStateException()));
        assertEquals("no", Sentences.saidBy(new IllegalStateException("no.")));
    }

    @Test
    void refusalsAndFailuresDoubleNoFullStop() {
        assertEquals("It said no. Ask it.", new RefusedException("It said no.. Ask it.").getMessage());
        assertEquals(
                "docs/rbac.yaml is the whole role.",
                new ClusterException(ClusterException.Kind.FORBIDDEN, "docs/rbac.yaml is the whole role..")
                        .getMessage());
    }

    /** What others said goes through here: no sentence of ours ends with a full stop of its own after theirs. */
    @Test
    void noMessageOfAFailureIsFollowedByAFullStopOfOurs() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                assertTrue(
                        !text.matches(
                                "(?s).*(getMessage\\(\\)|getProblem\\(\\)|getShortDescription\\(\\)|\\.detail\\(\\))\\s*\\+\\s*\"\\.\".*"),
                        source + ": use Sentences.of");
            }
        }
    }
}
