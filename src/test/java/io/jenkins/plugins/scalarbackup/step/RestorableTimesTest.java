package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.scalarbackup.step.RestorableTimes.NotUnderstoodException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the values that blocks return: times in every form that services, their tools and databases write, and
 * everything else.
 */
class RestorableTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T02:30:00Z");
    private static final Instant TIME = Instant.parse("2026-01-31T02:00:00Z");

    static Stream<Object> times() {
        return Stream.of(
                "2026-01-31T02:00:00Z",
                "2026-01-31T02:00:00.000Z\n",
                " 2026-01-31T02:00Z ",
                "2026-01-31T02:00:00+00:00",
                "2026-01-31T02:00:00.000000+00:00",
                "2026-01-31T11:00:00+09:00",
                "2026-01-31T11:00:00+0900",
                "2026-01-30T21:00:00.000000000-05",
                "2026-01-31T07:45:00+05:45",
                "2026-01-31t02:00:00z",
                "2026-01-31 02:00:00+00",
                "2026-01-31 11:00:00.000 +0900",
                "2026-01-31 02:00:00 UTC",
                "2026-01-31T02:00:00,0Z",
                "\"2026-01-31T02:00:00.000Z\"",
                new StringBuilder("2026-01-31T02:00:00Z"),
                "1769824800",
                "1769824800.0",
                "1.7698248E9",
                "1769824800000",
                1_769_824_800,
                1_769_824_800L,
                1_769_824_800_000L,
                1.7698248e9,
                new BigDecimal("1769824800.000"),
                BigInteger.valueOf(1_769_824_800L),
                new Date(1_769_824_800_000L),
                TIME,
                OffsetDateTime.parse("2026-01-31T03:00:00+01:00"),
                Map.of("latest", "2026-01-31T02:00:00Z"),
                List.of("2026-01-31T02:00:00Z"),
                List.of("2026-01-31T02:10:00Z", 1_769_824_800L, Map.of("latest", "2026-01-31T02:15:00Z")),
                "2026-01-31T02:10:00Z\n2026-01-31T02:00:00Z\n",
                "2026-01-31T02:10:00Z\t2026-01-31T02:00:00Z");
    }

    @ParameterizedTest
    @MethodSource("times")
    void isThatTime(Object value) throws Exception {
        assertEquals(new RestorableTimes(TIME, null), RestorableTimes.of(value, NOW));
    }

    @Test
    void ofSeveralTheWorstCounts() throws Exception {
        RestorableTimes times = RestorableTimes.of(
                List.of(
                        Map.of("latest", "2026-01-31T02:10:00Z", "earliest", "2026-01-01T00:00:00Z"),
                        Map.of("latest", "2026-01-31T02:00:00Z", "earliest", "2025-12-27T02:00:00Z")),
                NOW);
        assertEquals(new RestorableTimes(TIME, Instant.parse("2026-01-01T00:00:00Z")), times);
    }

    @Test
    void fractionsAreNotRoundedUp() throws Exception {
        assertEquals(
                "2026-01-31T02:00:00.999Z",
                RestorableTimes.of("1769824800.9999", NOW).latest().toString());
        assertNull(RestorableTimes.of(1_769_824_800.5, NOW).earliest());
    }

    static Stream<Arguments> unclear() {
        List<Object> holdsNull = new ArrayList<>();
        holdsNull.add("2026-01-31T02:00:00Z");
        holdsNull.add(null);
        return Stream.of(
                arguments(null, "the block returned null, which is no time: is point-in-time recovery switched on"),
                arguments("", "the block returned nothing"),
                arguments(" \n\t ", "the block returned nothing"),
                arguments("None", "the block returned \"None\", which is no time: is point-in-time"),
                arguments("None\n", "\"None\""),
                arguments("null", "\"null\""),
                arguments("N/A", "\"N/A\""),
                arguments(true, "\"true\", which is no time; it must be ISO 8601"),
                arguments("yesterday", "\"yesterday\""),
                arguments(0, "the block returned 0, which is before 2000"),
                arguments("255", "which is before 2000"),
                arguments(-1_769_824_800L, "before 2000"),
                arguments("1769824800000000", "more than a day ahead"),
                arguments("1769824800000000000", "more than a day ahead"),
                arguments("2026-02-01T02:30:01Z", "more than a day ahead"),
                arguments("2026-01-31T02:00:00", "does not say of which time zone"),
                arguments("2026-01-31 02:00:00.123456", "does not say of which time zone"),
                arguments("2026-01-31", "does not say of which time zone"),
                arguments("2026-02-30T02:00:00Z", "\"2026-02-30T02:00:00Z\", which is no time"),
                arguments("2026-01-31T25:00:00Z", "which is no time"),
                arguments("2026-01-31T02:00:00+99:00", "which is no time"),
                arguments(Double.NaN, "NaN"),
                arguments(Double.POSITIVE_INFINITY, "Infinity"),
                arguments(new BigDecimal("1e999999999"), "no time"),
                arguments(new BigDecimal("1e-999999999"), "no time"),
                arguments("1e99", "no time"),
                arguments(List.of(), "an empty list, so that no table was asked"),
                arguments(holdsNull, "element 2 of 2: the block returned null"),
                arguments(List.of("2026-01-31T02:00:00Z", "None", "x"), "element 2 of 3"),
                arguments("2026-01-31T02:00:00Z\n\n2026-01-31T02:00:00Z\n", "line 2 of 3: the block returned nothing"),
                arguments("2026-01-31T02:00:00Z\n\n", "line 2 of 2: the block returned nothing"),
                arguments("\n2026-01-31T02:00:00Z\n", "line 1 of 2: the block returned nothing"),
                arguments("2026-01-31T02:00:00Z\n".repeat(10_001) + "None", "more than 10000 lines"),
                arguments("2026-01-31T02:00:00Z\nNone", "line 2 of 2: the block returned \"None\""),
                arguments(List.of(List.of("2026-01-31T02:00:00Z")), "no time"),
                arguments(Map.of(), "a Map without latest, with nothing in it"),
                arguments(Map.of("lastest", "2026-01-31T02:00:00Z"), "a Map without latest, with lastest"),
                arguments(Collections.singletonMap("latest", null), "latest is null"),
                arguments(Map.of("latest", TIME, "earliest", "None"), "earliest is \"None\""),
                arguments(
                        "An error occurred (ThrottlingException) when calling the DescribeContinuousBackups operation",
                        "\"An error occurred (ThrottlingException)"),
                arguments("<html>\n<body>\n<script>alert(1)</script>502", "\"<html>"));
    }

    @ParameterizedTest
    @MethodSource("unclear")
    void isSaidInOneSentenceWithTheValue(Object value, String piece) {
        String sentence = assertThrows(NotUnderstoodException.class, () -> RestorableTimes.of(value, NOW))
                .getMessage();
        assertTrue(sentence.contains(piece), sentence);
        assertTrue(sentence.lines().count() == 1 && sentence.length() < 600, sentence);
    }

    @Test
    void anErrorPageIsCut() {
        NotUnderstoodException page =
                assertThrows(NotUnderstoodException.class, () -> RestorableTimes.of("<p>".repeat(1_000_000), NOW));
        assertTrue(page.getMessage().contains("3000000 characters in all"), page.getMessage());
        assertTrue(page.answer().length() < 300);
        NotUnderstoodException lines =
                assertThrows(NotUnderstoodException.class, () -> RestorableTimes.of("<p>\n".repeat(1_000_000), NOW));
        assertTrue(lines.getMessage().length() < 600);
        assertTrue(Arrays.stream(lines.answer().split("\n")).count() == 1);
    }
}
