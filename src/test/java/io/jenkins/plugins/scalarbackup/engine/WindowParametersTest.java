package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowParametersTest {
    private static String refusal(int skewWindow, int maxPauseWait, int maxOutage, int lockTimeout) {
        return assertThrows(
                        RefusedException.class,
                        () -> WindowParameters.ofSeconds(skewWindow, maxPauseWait, maxOutage, lockTimeout))
                .getMessage();
    }

    @Test
    void secondsAreTakenAsTheyAre() throws RefusedException {
        WindowParameters parameters = WindowParameters.ofSeconds(10, 75, 300, 600);
        assertEquals(Duration.ofSeconds(10), parameters.skewWindow());
        assertEquals(Duration.ofSeconds(75), parameters.maxPauseWait());
        assertEquals(Duration.ofSeconds(300), parameters.maxOutage());
        assertEquals(Duration.ofSeconds(600), parameters.lockTimeout());
        assertEquals(Set.of(), parameters.acceptedAdvisories());
    }

    @Test
    void theLeastAndTheMostAreAllowed() throws RefusedException {
        WindowParameters.ofSeconds(0, 1, 2, 0);
        WindowParameters.ofSeconds(0, 86_399, 86_400, 86_400);
    }

    @Test
    void eachIsNamedThatIsNone() {
        String range = ", but must be a whole number of seconds from ";
        assertEquals("skewWindow is -1" + range + "0 to 86400.", refusal(-1, 75, 300, 600));
        assertEquals("maxPauseWait is 0" + range + "1 to 86400.", refusal(10, 0, 300, 600));
        assertEquals("maxOutage is 86401" + range + "1 to 86400.", refusal(10, 75, 86_401, 600));
        assertEquals("lockTimeout is -5" + range + "0 to 86400.", refusal(10, 75, 300, -5));
    }

    @Test
    void aWindowMustBeAbleToEndBeforeItIsCut() throws RefusedException {
        String refusal = refusal(10, 75, 85, 600);
        assertTrue(refusal.startsWith("maxOutage is 85 s, but must be greater than"), refusal);
        assertTrue(refusal.contains("(75 + 10 s)"), refusal);
        WindowParameters.ofSeconds(10, 75, 86, 600);
    }
}
