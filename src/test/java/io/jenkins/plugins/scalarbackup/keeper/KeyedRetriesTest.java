package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedRetriesTest {
    private final List<Runnable> scheduled = new ArrayList<>();
    private final KeyedRetries tries = new KeyedRetries((retry, delay) -> scheduled.add(retry), Duration.ofSeconds(30));
    private int tried;

    private void failing() {
        tried++;
        tries.schedule("window", this::failing);
    }

    @Test
    void whoeverTriesInBetweenBeginsNoSecondChain() {
        tries.schedule("window", this::failing);
        for (int i = 0; i < 5; i++) {
            // A person presses the button, and it fails again.
            tries.schedule("window", this::failing);
        }
        assertEquals(1, scheduled.size());
        scheduled.get(0).run();
        assertEquals(1, tried);
        assertEquals(2, scheduled.size(), "the next one of the same chain");
        tries.schedule("other", () -> {});
        assertEquals(3, scheduled.size());
    }
}
