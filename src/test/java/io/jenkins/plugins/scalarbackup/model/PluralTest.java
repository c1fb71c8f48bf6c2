package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PluralTest {
    @Test
    void onlyOneIsOne() {
        assertEquals("0 pods", Plural.count(0, "pod"));
        assertEquals("1 pod", Plural.count(1, "pod"));
        assertEquals("2 pods", Plural.count(2, "pod"));
        assertEquals("21 pods", Plural.count(21, "pod"));
        assertEquals("is", Plural.choose(1, "is", "are"));
        assertEquals("are", Plural.choose(0, "is", "are"));
    }

    @Test
    void namesFollowTheirKind() {
        assertEquals("pod a", Plural.named("pod", List.of("a")));
        assertEquals("pods a, b", Plural.named("pod", List.of("a", "b")));
    }
}
