package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import io.jenkins.plugins.scalarbackup.page.WindowView;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that messages about one pod, one window and one replica use the singular. */
class OneOfEachTest {
    private static final Pattern ONE_AS_SEVERAL =
            Pattern.compile("(?<![\\d.,:T-])1 (?!ms\\b|s\\b|is\\b|was\\b)[a-z]+s\\b");

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home).install(1);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static void isSaidOfOne(String text) {
        assertEquals(
                List.of(),
                text.lines().filter(line -> ONE_AS_SEVERAL.matcher(line).find()).toList());
    }

    @Test
    void aWindowOnOnePod() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                def before = verifyPods(TARGET)
                consistentBackup(TARGET, skewWindow: 0) { echo 'begun' }
                verifyPods(TARGET, baseline: before)
                """);
        String log = run.log().text();
        isSaidOfOne(log);
        assertTrue(log.contains("The one pod is drained and paused since "), log);
        assertTrue(log.contains("Pausing 1 pod of "), log);
        isSaidOfOne(Files.readString(run.artifacts().resolve("consistent-backup.txt")));
        WindowView window = run.getAction(WindowPage.class).getWindows().get(0);
        isSaidOfOne(window.timeline().inWords());
    }

    @Test
    void aWindowThatIsOpen() throws Exception {
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n input 'work' }");
        run.log().await("begun", StepFixture.LONG);
        isSaidOfOne(run.getAction(WindowPage.class).getWindows().get(0).sentence());
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(StepFixture.LONG), run.log().text());
        isSaidOfOne(run.log().text());
        isSaidOfOne(Files.readString(run.artifacts().resolve("consistent-backup.txt")));
    }
}
