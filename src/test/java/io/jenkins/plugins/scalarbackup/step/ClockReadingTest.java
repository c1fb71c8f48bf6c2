package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.scalarbackup.model.ClockBounds;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests which values of a database's clock a block may return. */
class ClockReadingTest {
    private static final Instant NOW = Instant.parse("2026-01-31T02:00:00Z");

    static Stream<Arguments> times() {
        return Stream.of(
                arguments("2026-01-31T02:00:00Z", "2026-01-31T02:00:00Z", "PT1S"),
                arguments("  2026-01-31T02:00:00.1Z\n", "2026-01-31T02:00:00.1Z", "PT0.1S"),
                arguments("2026-01-31T11:00:00.123+09:00", "2026-01-31T02:00:00.123Z", "PT0.001S"),
                arguments("2026-01-31T11:00:00,123456+0900", "2026-01-31T02:00:00.123456Z", "PT0.000001S"),
                arguments("2026-01-31 02:00:00.123456+00", "2026-01-31T02:00:00.123456Z", "PT0.000001S"),
                arguments("2026-01-31 02:00:00 UTC", "2026-01-31T02:00:00Z", "PT1S"),
                arguments("2026-01-31T02:00:00.123456789123Z", "2026-01-31T02:00:00.123456789Z", "PT0.000000001S"),
                arguments("2026-01-31T02:00Z", "2026-01-31T02:00:00Z", "PT1M"),
                arguments("\"2026-01-31T02:00:00.500Z\"", "2026-01-31T02:00:00.500Z", "PT0.001S"),
                arguments("1769824800", "2026-01-31T02:00:00Z", "PT1S"),
                arguments("1769824800.250", "2026-01-31T02:00:00.250Z", "PT0.001S"),
                arguments("1769824800.123456", "2026-01-31T02:00:00.123456Z", "PT0.000001S"),
                arguments("1769824800123", "2026-01-31T02:00:00.123Z", "PT0.001S"),
                arguments(1_769_824_800, "2026-01-31T02:00:00Z", "PT1S"),
                arguments(1_769_824_800_123L, "2026-01-31T02:00:00.123Z", "PT0.001S"),
                arguments(1_769_824_800.25, "2026-01-31T02:00:00.250Z", "PT0.01S"),
                arguments(new BigDecimal("1769824800.2500"), "2026-01-31T02:00:00.250Z", "PT0.0001S"),
                arguments(new BigDecimal("1769824800123.5"), "2026-01-31T02:00:00.1235Z", "PT0.0001S"),
                arguments(new StringBuilder("1769824800"), "2026-01-31T02:00:00Z", "PT1S"),
                arguments(new Date(1_769_824_800_123L), "2026-01-31T02:00:00.123Z", "PT0.001S"),
                arguments("Sat, 31 Jan 2026 02:00:00 GMT", "2026-01-31T02:00:00Z", "PT1S"),
                arguments("date: Sat, 31 Jan 2026 02:00:00 GMT\r\n", "2026-01-31T02:00:00Z", "PT1S"));
    }

    @ParameterizedTest
    @MethodSource("times")
    void isUnderstoodWithItsResolution(Object value, String said, String resolution) throws Exception {
        ClockReading reading = ClockReading.of(value, NOW);
        assertEquals(Instant.parse(said), reading.time());
        assertEquals(Duration.parse(resolution), reading.resolution());
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                arguments(null, "The block returned null, but must return"),
                arguments("", "The block returned nothing, but must return"),
                arguments(" \n", "The block returned nothing, but must return"),
                arguments("None", "The block returned \"None\", but must return"),
                arguments("2026-01-31T02:00:00", "\"2026-01-31T02:00:00\", which does not say of which time zone"),
                arguments("2026-01-31 02:00:00.5", "which does not say of which time zone"),
                arguments("2026-02-30T02:00:00Z", "\"2026-02-30T02:00:00Z\", but must return"),
                arguments("2026-01-31T02:00.5Z", "\"2026-01-31T02:00.5Z\", but must return"),
                arguments("Sun, 31 Jan 2026 02:00:00 GMT", "but must return"),
                arguments("NaN", "\"NaN\", but must return"),
                arguments(Double.NaN, "NaN\", but must return"),
                arguments("1e99", "1e99"),
                arguments(12, "The block returned 12, which is more than a day from this controller's clock"),
                arguments("-1769824800", "more than a day from"),
                arguments("1769824800123456", "more than a day from"),
                arguments("99999999999999999999", "\"99999999999999999999\", but must return"),
                arguments("17698248001", "more than a day from"),
                arguments("2026-02-02T02:00:00Z", "more than a day from"),
                arguments("2999-01-01T00:00:00Z", "more than a day from"),
                arguments(true, "\"true\", but must return"),
                arguments(Map.of("time", "2026"), "\"{time=2026}\", but must return"),
                arguments(List.of(), "a list of 0 values"),
                arguments(Arrays.asList("2026-01-31T02:00:00Z", null), "The block returned null, but"),
                arguments("2026-01-31T02:00:00Z\nNone", "The block returned \"None\", but must"),
                arguments("x".repeat(5_000), "… (5000 characters in all)"),
                arguments("<html>\n<body>502 Bad Gateway", "\"<html> <body>502 Bad Gateway\", but must return"));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageGetsOneSentenceWithTheValue(Object value, String piece) {
        String said = assertThrows(RefusedException.class, () -> ClockReading.all(value, NOW))
                .getMessage();
        assertTrue(said.contains(piece), said);
        assertTrue(said.endsWith(".") && !said.contains("\n") && said.length() < 600, said);
    }

    @Test
    void ofSeveralServersHoldsWhatHoldsForEach() throws Exception {
        Instant ended = NOW.plusMillis(10);
        var bounds = boundsOf(List.of("2026-01-31T02:00:00.500Z", "2026-01-31T01:59:59.700Z"), ended);
        assertEquals(-310_000_000, bounds.lowest());
        assertEquals(501_000_000, bounds.highest());
        assertEquals(bounds, boundsOf("2026-01-31T02:00:00.500Z\n\n 2026-01-31T01:59:59.700Z\n", ended));
        assertFalse(bounds.intersection(boundsOf("2026-01-31T02:00:00Z", ended)).isEmpty());
    }

    private static ClockBounds boundsOf(Object value, Instant ended) throws RefusedException {
        return ClockReading.boundsOf(ClockReading.all(value, ended), NOW, ended);
    }
}
