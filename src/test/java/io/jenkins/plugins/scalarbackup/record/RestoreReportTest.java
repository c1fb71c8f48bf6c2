package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests which reports of the verifier are accepted: of this window and this version, and complete; others are refused
 * in one sentence.
 */
class RestoreReportTest {
    private static final String NAMED = "report \"restore-verification.json\"";
    private static final BuildRecord RECORD = record();

    private static BuildRecord record() {
        return BuildRecord.of(Samples.consistent("w-1"), Samples.BUILD, Samples.PLUGIN);
    }

    /** Returns a report as the verifier writes it. */
    static String report(String window, String verdict, Map<String, Object> record, long torn) {
        Map<?, ?> times = (Map<?, ?>) record.get("window");
        return """
                {
                  "schemaVersion": 1,
                  "verdict": "%s",
                  "reasons": ["%d committed records of transactions that the coordinator does not know as committed."],
                  "window": {"id": "%s", "windowProven": true, "pauseCompleted": "%s", "verifiedUntil": "%s"},
                  "verifier": {"version": "1.0.0"},
                  "started": "2026-11-22T11:00:00.000Z", "ended": "2026-11-22T11:00:12.500Z", "durationMillis": 12500,
                  "checks": {
                    "metadata": {"faults": 0, "unknownTables": []}, "notLater": {"faults": 0, "withinTolerance": 0},
                    "notTorn": {"faults": %d, "proven": 90, "unchecked": 0},
                    "explained": {"imported": 3, "onePhase": 0, "purged": 7, "purgedInTheLastHour": 0},
                    "writeSets": {"faults": 0}, "inFlight": {"faults": 0}, "sameMoment": {"faults": 0}
                  },
                  "databases": [{"name": "a", "tables": 2, "records": 60, "proven": 50},
                                {"name": "b", "tables": 1, "records": 40, "proven": 40}],
                  "tables": [], "notSelected": [], "offenders": [], "offendersNotListed": 0, "blindSpots": []
                }
                """.formatted(verdict, torn, window, times.get("pauseCompleted"), times.get("verifiedUntil"), torn);
    }

    private static Finding.RestoreTest read(String content) throws Exception {
        try (InputStream in = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
            return RestoreReport.read(in, NAMED, RECORD);
        }
    }

    @Test
    void whatItSaysIsTakenAsFiguresAndSentences() throws Exception {
        Finding.RestoreTest test = read(report("w-1", "TORN", RECORD.asMap(), 10));
        assertEquals("TORN", test.verdict());
        assertFalse(test.isSound());
        assertTrue(test.reasons().get(0).startsWith("10 committed records"));
        assertEquals("2026-11-22T11:00:12.500Z", test.verified());
        assertEquals("1.0.0", test.verifier());
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("databases", 2L);
        figures.put("tables", 3L);
        figures.put("records", 100L);
        figures.put("proven", 90L);
        figures.put("faults.notTorn", 10L);
        figures.put("explained.purged", 7L);
        figures.put("durationMillis", 12_500L);
        figures.forEach((name, value) -> assertEquals(value, test.figures().get(name), name));
        assertTrue(read(report("w-1", "SOUND", RECORD.asMap(), 0)).isSound());
    }

    @Test
    void aVerificationOfSomeTablesSaysSo() throws Exception {
        Finding.RestoreTest test = read(report("w-1", "SOUND", RECORD.asMap(), 0)
                .replace("\"notSelected\": []", "\"notSelected\": [\"bank.accounts\", \"bank.notes\"]"));
        assertTrue(test.reasons().contains("2 tables were left out of the verification (--tables)."), test.toString());
    }

    static Stream<Arguments> wrong() {
        String sound = report("w-1", "SOUND", RECORD.asMap(), 0);
        return Stream.of(
                arguments("", "is empty. See how the verifier ended"),
                arguments(sound.substring(0, sound.length() / 2), "is no whole JSON object"),
                arguments(sound + sound, "is no whole JSON object"),
                arguments("root:x:0:0:root:/root:/bin/bash", "is no whole JSON object"),
                arguments("null", "is no whole JSON object"),
                arguments("[]", "is no whole JSON object"),
                arguments("[".repeat(100_000), "is no whole JSON object"),
                arguments("{\"a\":".repeat(100_000), "is no whole JSON object"),
                arguments("{\"a\": " + "9".repeat(100_000) + "}", "is no whole JSON object"),
                arguments(sound.replace("\"schemaVersion\": 1", "\"schemaVersion\": 2"), "is of version 2, but"),
                arguments(sound.replace("\"schemaVersion\": 1", "\"schemaVersion\": \"1\""), "without a schemaVersion"),
                arguments(sound.replace("\"schemaVersion\": 1,", ""), "without a schemaVersion"),
                arguments(sound.replace("\"w-1\"", "\"w-2\""), "is not of window w-1, but of \"w-2\""),
                arguments(sound.replace("\"w-1\"", "\"<b>w</b>\""), "is not of window w-1, but of \"<b>w</b>\""),
                arguments(sound.replace("\"w-1\"", "{}"), "is not of window w-1, but of none"),
                arguments(sound.replace("\"window\":", "\"windows\":"), "is not of window w-1, but of none"),
                arguments(
                        sound.replaceFirst(
                                "\"verifiedUntil\": \"[^\"]+\"", "\"verifiedUntil\": \"2026-11-22T10:05:09Z\""),
                        "says that verifiedUntil of window w-1 is 2026-11-22T10:05:09Z, but its record says"),
                arguments(
                        sound.replaceFirst("\"pauseCompleted\": \"[^\"]+\"", "\"pauseCompleted\": null"),
                        "says that pauseCompleted of window w-1 is null"),
                arguments(sound.replace("SOUND", "PERFECT"), "has no verdict of the verifier, which is one of SOUND"),
                arguments(sound.replace("\"SOUND\"", "true"), "has no verdict of the verifier"),
                arguments(report("w-1", "SOUND", RECORD.asMap(), 3), "says SOUND, but counts 3 faults"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsNoSuchReportIsRefusedInOneSentence(String content, String piece) {
        String sentence =
                assertThrows(RefusedException.class, () -> read(content)).getMessage();
        assertTrue(sentence.startsWith(NAMED) && sentence.contains(piece), sentence);
        assertTrue(sentence.length() < 400 && sentence.lines().count() == 1, sentence);
        assertFalse(sentence.contains("root:x"), "it may be any file");
    }

    @Test
    void whatIsNoTextIsRefused() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, 1};
        assertThrows(RefusedException.class, () -> RestoreReport.read(new ByteArrayInputStream(bytes), NAMED, RECORD));
    }

    /** An endless file is read up to the limit. */
    @Test
    void whatIsHugeIsNotReadToItsEnd() {
        InputStream endless = new InputStream() {
            private long read;

            @Override
            public int read() {
                read++;
                assertTrue(read < RestoreReport.LARGEST + 10_000L, "it is read on and on");
                return ' ';
            }
        };
        String sentence = assertThrows(RefusedException.class, () -> RestoreReport.read(endless, NAMED, RECORD))
                .getMessage();
        assertTrue(sentence.contains("larger than a report of the verifier can be (10 MiB)"), sentence);
    }

    @Test
    void hostileTextsAreBoundedAndOnOneLine() throws Exception {
        String markup = "<script>alert(1)</script>\\u001b[31m\\u0000../../etc ";
        String hostile = report("w-1", "TORN", RECORD.asMap(), 1)
                .replaceFirst(
                        "\"reasons\": \\[[^]]+]",
                        "\"reasons\": ["
                                + "\"%s\","
                                        .formatted(markup.replace("\\", "\\\\").repeat(900))
                                        .repeat(40) + "7]")
                .replace("\"version\": \"1.0.0\"", "\"version\": \"" + "v".repeat(5_000) + "\"")
                .replace("\"records\": 60", "\"records\": -60")
                .replace("\"proven\": 40", "\"proven\": 9223372036854775807");
        Finding.RestoreTest test = read(hostile);
        assertEquals(20, test.reasons().size());
        for (String reason : test.reasons()) {
            assertTrue(reason.length() < 1_100 && reason.chars().noneMatch(Character::isISOControl), reason);
        }
        assertTrue(test.verifier().length() < 200);
        assertEquals(40, test.figures().get("records"));
        assertTrue(test.figures().get("proven") > 0);
    }
}
