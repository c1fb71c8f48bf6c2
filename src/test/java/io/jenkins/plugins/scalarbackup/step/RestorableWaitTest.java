package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.step.RestorableWait.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests when a try is repeated, when the wait ends, and the messages, on a clock driven by hand. */
class RestorableWaitTest {
    private static final Instant POINT = Instant.parse("2026-01-31T02:00:10.456Z");
    private static final Instant NEEDED_FROM = Instant.parse("2026-01-31T02:00:05Z");
    private long now = Instant.parse("2026-01-31T02:00:20Z").toEpochMilli();

    private RestorableWait waiting(int timeout) {
        return new RestorableWait("dynamodb", "window w", POINT, NEEDED_FROM, timeout, now);
    }

    @Test
    void theFirstAnswerMayDo() {
        RestorableWait wait = waiting(0);
        assertEquals(Outcome.RESTORABLE, wait.returned("2026-01-31T02:00:10.456Z", now));
        assertNull(wait.reason());
        assertEquals(1, wait.tries());
    }

    @Test
    void withoutATimeoutThereIsOneTry() {
        RestorableWait wait = waiting(0);
        assertEquals(Outcome.FAILED, wait.returned("2026-01-31T02:00:10.455Z", now));
        assertEquals(
                "dynamodb can't be restored to window w: its latest restorable time seen last is"
                        + " 2026-01-31T02:00:10.455Z.",
                wait.reason());
    }

    @Test
    void triesComeFurtherApartAndTheLastIsWhenTheTimeIsOver() {
        RestorableWait wait = waiting(200);
        List<Long> delays = new ArrayList<>();
        while (wait.returned("2026-01-31T02:00:00Z", now) == Outcome.AGAIN) {
            delays.add(Duration.ofMillis(wait.nextTryAt() - now).toSeconds());
            now = wait.nextTryAt();
        }
        assertEquals(List.of(5L, 10L, 20L, 40L, 60L, 60L, 5L), delays);
        assertTrue(wait.reason().contains("after timeout, 200 s,"), wait.reason());
        assertTrue(wait.reason().endsWith("seen last is 2026-01-31T02:00:00.000Z."), wait.reason());
    }

    @Test
    void whatComesLateIsWaitedFor() {
        RestorableWait wait = waiting(1200);
        assertEquals(Outcome.AGAIN, wait.returned("None", now));
        assertEquals(Outcome.AGAIN, wait.threw("script returned exit code 255", now));
        assertEquals(Outcome.AGAIN, wait.returned("2026-01-31T02:00:09Z", now));
        assertTrue(
                wait.progress(now).contains("seen last is 2026-01-31T02:00:09.000Z; waiting for 2026-01-31T02:00:10"));
        assertEquals(Outcome.RESTORABLE, wait.returned("2026-01-31T02:00:11Z", now));
        assertEquals(4, wait.tries());
        assertNull(wait.lastAnswer());
    }

    @Test
    void aTimeThatGoesBackwardsIsTheOneThatCounts() {
        RestorableWait wait = waiting(5);
        wait.returned("2026-01-31T02:00:09Z", now);
        now = wait.nextTryAt();
        assertEquals(Outcome.FAILED, wait.returned("2026-01-31T01:00:00Z", now));
        assertTrue(wait.reason().endsWith("seen last is 2026-01-31T01:00:00.000Z."), wait.reason());
    }

    @Test
    void theLastAnswerIsNamedAndTheLastTimeToo() {
        RestorableWait wait = waiting(5);
        wait.returned("2026-01-31T02:00:09Z", now);
        now = wait.nextTryAt();
        assertEquals(Outcome.FAILED, wait.returned("None", now));
        assertTrue(wait.reason().contains("the block returned \"None\", which is no time"), wait.reason());
        assertTrue(wait.reason().endsWith("(its latest restorable time seen last is 2026-01-31T02:00:09.000Z)."));
        assertEquals("None", wait.lastAnswer());
        assertEquals("2026-01-31T02:00:09.000Z", wait.latest());
    }

    @Test
    void aBlockThatOnlyThrowsIsNamed() {
        RestorableWait wait = waiting(0);
        assertEquals(Outcome.FAILED, wait.threw("script returned exit code 255", now));
        assertEquals(
                "dynamodb can't be restored to window w: the block failed: script returned exit code 255.",
                wait.reason());
    }

    @Test
    void whatBeginsTooLateFailsAtOnce() {
        RestorableWait wait = waiting(1200);
        Map<String, String> late = Map.of("latest", "2026-01-31T02:20:00Z", "earliest", "2026-01-31T02:00:05.001Z");
        assertEquals(Outcome.FAILED, wait.returned(late, now));
        assertTrue(wait.reason().contains("earliest restorable time is 2026-01-31T02:00:05.001Z"), wait.reason());
        assertEquals(
                Outcome.RESTORABLE,
                waiting(0).returned(Map.of("latest", "2026-01-31T02:20:00Z", "earliest", "2026-01-31T02:00:05Z"), now));
    }

    @Test
    void oneOfSeveralTablesThatIsNotProtectedIsNotForgotten() {
        RestorableWait wait = waiting(0);
        assertEquals(
                Outcome.FAILED, wait.returned(List.of("2026-01-31T02:10:00Z", "None", "2026-01-31T02:10:00Z"), now));
        assertTrue(wait.reason().contains("element 2 of 3"), wait.reason());
    }
}
