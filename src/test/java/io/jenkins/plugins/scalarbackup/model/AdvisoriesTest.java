package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdvisoriesTest {
    @Test
    void eachIsAcceptedByItsIdOnce() throws RefusedException {
        assertEquals(Set.of(), Advisories.checked(null));
        assertEquals(Set.of(), Advisories.checked(List.of()));
        assertEquals(Set.of("QUIET_WATCH"), Advisories.checked(List.of("QUIET_WATCH", "QUIET_WATCH")));
        assertTrue(Advisories.titles().containsKey(Advisories.QUIET_WATCH));
    }

    @Test
    void whatIsNoneIsRefusedByName() {
        for (String wrong : List.of("QUIETWATCH", "", "quiet_watch", "x".repeat(5_000))) {
            String sentence = assertThrows(RefusedException.class, () -> Advisories.checked(List.of(wrong)))
                    .getMessage();
            assertTrue(sentence.startsWith("acceptAdvisories names \""), sentence);
            assertTrue(sentence.contains("QUIET_WATCH"), sentence);
            assertTrue(sentence.length() < 300, sentence);
        }
    }
}
