package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

    /** Everything composed of our words and others' passes through one of these before anybody reads it. */
    @Test
    void whateverAReaderSeesDoublesNoFullStop() {
        String doubled = "It said: known..";
        String once = "It said: known.";
        assertEquals(once, new RefusedException(doubled).getMessage());
        assertEquals(once, new ClusterException(ClusterException.Kind.INVALID, doubled).getMessage());
        assertEquals(once, new AdminCallException(AdminCallException.Outcome.UNKNOWN, doubled).getMessage());
        assertEquals(
                "It said: known",
                new Drift(DriftKind.LOCK_LOST, null, null, null, Drift.SeenBy.POLL, doubled).detail(),
                "what comes after it ends the sentence");
        WindowRecord record = new WindowRecord(
                "w",
                Verdict.FAILED,
                false,
                null,
                List.of(doubled),
                List.of(doubled),
                null,
                null,
                List.of(),
                List.of(),
                DatabaseClocks.NONE,
                null);
        assertEquals(List.of(once), record.reasons());
        assertEquals(List.of(once), record.warnings());
    }

    @Test
    void aCharacterIsNotCutInTwo() {
        String tail = "y".repeat(2_000);
        assertTrue(Sentences.bounded("x".repeat(999) + "😀" + tail).startsWith("x".repeat(999) + " … ("));
        assertTrue(Sentences.bounded("x".repeat(998) + "😀" + tail).startsWith("x".repeat(998) + "😀 … ("));
    }
}
