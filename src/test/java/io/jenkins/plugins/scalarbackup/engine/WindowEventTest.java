package io.jenkins.plugins.scalarbackup.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WindowEventTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\| (.*→[^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern STEP = Pattern.compile("`([A-Z]+)` → `([A-Z]+)`");

    @Test
    void theDocumentShowsTheSameTable() throws IOException {
        Map<String, Map<Phase, Phase>> shown = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/architecture.md"), UTF_8));
        while (row.find()) {
            Map<Phase, Phase> steps = new TreeMap<>();
            Matcher step = STEP.matcher(row.group(2));
            while (step.find()) {
                steps.put(Phase.valueOf(step.group(1)), Phase.valueOf(step.group(2)));
            }
            shown.put(row.group(1), steps);
        }
        Map<String, Map<Phase, Phase>> real = new TreeMap<>();
        Arrays.stream(WindowEvent.values()).forEach(event -> real.put(event.name(), event.table()));
        assertEquals(real, shown);
    }

    @Test
    void everyPhaseIsLeftByAnEventOfItsOwnAndCanBeAdopted() {
        for (Phase phase : Phase.values()) {
            assertTrue(WindowEvent.ADOPTED.table().containsKey(phase), phase + " can't be adopted");
            boolean isLeft = Arrays.stream(WindowEvent.values())
                    .filter(event -> event != WindowEvent.ADOPTED)
                    .anyMatch(event -> event.table().containsKey(phase));
            assertTrue(isLeft, phase + " is never left");
        }
    }

    @Test
    void anEventThatAPhaseDoesNotKnowIsAnErrorThatSaysWhichItKnows() {
        IllegalStateException error =
                assertThrows(IllegalStateException.class, () -> WindowEvent.PAUSED.after(Phase.OPEN));
        assertEquals(
                "a window that is OPEN does not know the event PAUSED, which comes in [PAUSING] only",
                error.getMessage());
    }
}
