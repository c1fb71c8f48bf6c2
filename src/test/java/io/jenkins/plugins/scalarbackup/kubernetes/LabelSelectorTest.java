package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=ledger",
                "app==ledger",
                "app != ledger",
                "app.kubernetes.io/instance=my-ledger,tier in (a, b),!canary",
                "app",
                "! app",
                "env notin (dev)",
                "empty=",
                "a in (,b)"
            })
    void takesKubectlsSyntax(String selector) throws RefusedException {
        assertEquals(selector, LabelSelector.checked(selector));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a=b,",
                "a=b c",
                "a in b",
                "a in (b",
                "=b",
                "a=b&watch=true",
                "a=ä",
                "-a=b",
                "a=b-",
                "a>1,b"
            })
    void refusesWhatIsNoSelector(String selector) {
        assertThrows(RefusedException.class, () -> LabelSelector.checked(selector));
    }

    @Test
    void isLinearInHostileText() {
        assertThrows(RefusedException.class, () -> LabelSelector.checked("a in (" + "b,".repeat(20_000) + "!"));
        assertThrows(RefusedException.class, () -> LabelSelector.checked("a".repeat(100_000) + "!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b!=c", "a/b", "a b", "", "a=b"})
    void aReleaseIsNoSelector(String release) {
        assertThrows(RefusedException.class, () -> LabelSelector.release(release));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secrets", "a/b", "A", "", "a.b", "-a"})
    void aNamespaceIsNoPath(String namespace) {
        assertThrows(RefusedException.class, () -> LabelSelector.namespace(namespace));
    }

    @Test
    void aServicePicksByAllOfItsLabels() {
        Map<String, String> labels = Map.of("a", "1", "b", "2");
        assertTrue(LabelSelector.selects(Map.of("a", "1"), labels));
        assertFalse(LabelSelector.selects(Map.of("a", "1", "c", "3"), labels));
        assertFalse(LabelSelector.selects(Map.of(), labels));
        assertFalse(LabelSelector.selects(null, labels));
    }

    /** With a repeating pattern, this overflowed the stack. */
    @Test
    void aLongSelectorIsTakenAndAWrongOneRefusedInASentence() throws Exception {
        String many = "x in (" + "a,".repeat(1_950) + "b)";
        assertEquals(many, LabelSelector.checked(many));
        String wrong = "x in (" + "a,".repeat(1_900) + "-)";
        String sentence = org.junit.jupiter.api.Assertions.assertThrows(
                        io.jenkins.plugins.scalarbackup.model.RefusedException.class,
                        () -> LabelSelector.checked(wrong))
                .getMessage();
        assertTrue(sentence.length() < 1_000, sentence);
    }
}
