package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Overdue.Kind;
import io.jenkins.plugins.scalarbackup.record.Overdue.Seen;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverdueTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");
    private static final Expectation DAILY = new Expectation(26, null, null);

    private static Seen proven(Instant began) {
        return new Seen(Times.iso(began), DAILY, Set.of(Kind.PROVEN)::contains);
    }

    private static Seen failed(Instant began, Expectation expected) {
        return new Seen(Times.iso(began), expected, kind -> false);
    }

    private static Instant hours(double after) {
        return NIGHT.plusMillis((long) (after * 3_600_000));
    }

    private static List<Overdue> at(double hours, Seen... windows) {
        return Overdue.of(List.of(windows), hours(hours));
    }

    @Test
    void itIsOverdueWhenTheNewestIsOlderThanExpected() {
        assertEquals(List.of(), at(26, proven(NIGHT)));
        List<Overdue> late = Overdue.of(List.of(proven(NIGHT)), hours(26).plusMillis(1));
        assertEquals(List.of(new Overdue(Kind.PROVEN, 26, NIGHT, NIGHT)), late);
        assertEquals(hours(26), late.get(0).due());
    }

    @Test
    void windowsThatAreNotProvenDoNotHelp() {
        assertEquals(1, at(30, failed(hours(24), DAILY), proven(NIGHT)).size());
        assertEquals(0, at(30, proven(hours(24)), failed(hours(12), DAILY)).size());
    }

    @Test
    void theLatestRecordSaysWhatIsExpected() {
        assertEquals(List.of(), at(500, failed(hours(24), Expectation.NONE), proven(NIGHT)));
        assertEquals(List.of(), at(40, failed(hours(24), new Expectation(48, null, null)), proven(NIGHT)));
        assertEquals(
                48,
                at(49, failed(hours(24), new Expectation(48, null, null)), proven(NIGHT))
                        .get(0)
                        .everyHours());
        assertEquals(List.of(), at(500));
    }

    @Test
    void whereThereWasNoneItCountsFromWhenItWasFirstExpected() {
        Seen before = failed(hours(-1000), Expectation.NONE);
        assertEquals(List.of(), at(26, failed(hours(24), DAILY), failed(NIGHT, DAILY), before));
        assertEquals(
                List.of(new Overdue(Kind.PROVEN, 26, null, NIGHT)),
                at(26.1, failed(hours(24), DAILY), failed(NIGHT, DAILY), before));
        // In between, the author removed the expectation, so it starts again.
        assertEquals(
                List.of(), at(30, failed(hours(24), DAILY), failed(hours(12), Expectation.NONE), failed(NIGHT, DAILY)));
    }

    @Test
    void aProvenOneFromBeforeAnythingWasExpectedCounts() {
        Seen before = new Seen(Times.iso(hours(-1000)), Expectation.NONE, Set.of(Kind.PROVEN)::contains);
        assertEquals(hours(-1000), at(1, failed(NIGHT, DAILY), before).get(0).newest());
    }

    @Test
    void eachKindIsJudgedByItself() {
        Expectation all = new Expectation(26, 48, 200);
        Seen tested = new Seen(Times.iso(NIGHT), all, Set.of(Kind.values())::contains);
        Seen restorable = new Seen(Times.iso(hours(24)), all, Set.of(Kind.PROVEN, Kind.RESTORABLE)::contains);
        Seen justProven = new Seen(Times.iso(hours(72)), all, Set.of(Kind.PROVEN)::contains);
        assertEquals(List.of(), at(72, justProven, restorable, tested));
        assertEquals(
                List.of(Kind.RESTORABLE),
                at(73, justProven, restorable, tested).stream()
                        .map(Overdue::kind)
                        .toList());
        assertEquals(
                List.of(Kind.PROVEN, Kind.RESTORABLE, Kind.RESTORE_TESTED),
                at(201, justProven, restorable, tested).stream()
                        .map(Overdue::kind)
                        .toList());
    }

    /** There are 25 hours between the two nights when clocks are set back, and 23 when they are set forward. */
    @Test
    void daylightSavingMakesNoDayLongerOrShorter() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        ZonedDateTime evening = ZonedDateTime.of(2026, 10, 24, 20, 0, 0, 0, berlin);
        Seen window = new Seen(
                Times.iso(evening.toInstant()), new Expectation(24, null, null), Set.of(Kind.PROVEN)::contains);
        assertEquals(
                1, Overdue.of(List.of(window), evening.plusDays(1).toInstant()).size(), "25 hours have passed");
        ZonedDateTime spring = ZonedDateTime.of(2026, 3, 28, 20, 0, 0, 0, berlin);
        Seen other =
                new Seen(Times.iso(spring.toInstant()), new Expectation(24, null, null), Set.of(Kind.PROVEN)::contains);
        assertEquals(
                0,
                Overdue.of(List.of(other), spring.plusDays(1).plusMinutes(59).toInstant())
                        .size(),
                "not yet 24 hours have passed");
    }

    @Test
    void aRecordThatCameLateAndOneWithoutAPauseChangeNothing() {
        // The record of an old window that hung was written last.
        assertEquals(List.of(), at(30, proven(NIGHT), proven(hours(24))));
        assertEquals(List.of(), at(30, failed(null, DAILY), proven(hours(24))));
        assertEquals(List.of(), at(300, failed(null, DAILY)));
    }

    @Test
    void aWindowFromTheFutureIsNotTheNewest() {
        assertEquals(NIGHT, at(30, proven(hours(9_000)), proven(NIGHT)).get(0).newest());
        assertEquals(List.of(), at(30, proven(hours(30.1)), proven(NIGHT)));
        assertEquals(List.of(), at(30, failed(hours(9_000), DAILY)));
    }

    @Test
    void itIsSaidInASentence() {
        assertEquals(
                "The newest window that is proven is more than 31 hours old, but one is expected every 26 hours.",
                at(31.5, proven(NIGHT)).get(0).inWords(hours(31.5)));
        assertEquals(
                "No window is restore-tested more than 2 hours after the first was expected, but one is expected every hour.",
                at(2.1, failed(NIGHT, new Expectation(null, null, 1))).get(0).inWords(hours(2.1)));
    }
}
