package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the verifier's report on a restore ({@code restore-verification.json}). It comes from a machine that ran a
 * restore, by way of an agent, so it is not trusted: anything but a report on this window is refused, and only the
 * verdict, some sentences and figures are kept.
 */
public final class RestoreReport {
    /** The size limit in bytes. The verifier lists at most 100 offenders, and the tables: some hundred KiB. */
    public static final int LARGEST = 10 << 20;

    private static final long VERSION = 1;
    private static final List<String> VERDICTS = List.of("SOUND", "TORN", "LATER", "INCOMPLETE", "UNKNOWN");
    private static final int MOST_REASONS = 20;

    private final String named;
    private final Map<String, Object> report;

    private RestoreReport(String named, Map<String, Object> report) {
        this.named = named;
        this.report = report;
    }

    /**
     * Reads a report on a window.
     *
     * @param content the report; the caller closes it
     * @param named the file's name in a refusal
     * @param window the window's record
     * @throws RefusedException if it is not a report on this window, or of an unknown version
     */
    public static Finding.RestoreTest read(InputStream content, String named, BuildRecord window)
            throws IOException, RefusedException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new RefusedException(named + " is larger than a report of the verifier can be (10 MiB).");
        }
        RestoreReport report = new RestoreReport(named, parse(bytes, named));
        report.checkVersion();
        report.checkWindow(window);
        return report.test();
    }

    private static Map<String, Object> parse(byte[] bytes, String named) throws RefusedException {
        if (bytes.length == 0) {
            throw new RefusedException(named + " is empty. See how the verifier ended.");
        }
        try {
            return RecordJson.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IOException broken) {
            // The exception's message would quote the content of the file, which may be any file.
            throw new RefusedException(named
                    + " is no report of the verifier: it is no whole JSON object. See whether the verifier ended and"
                    + " the file was copied whole.");
        }
    }

    private void checkVersion() throws RefusedException {
        Object version = report.get("schemaVersion");
        if (!Long.valueOf(VERSION).equals(version)) {
            throw new RefusedException(named + " is "
                    + (version instanceof Long number ? "of version " + number : "without a schemaVersion")
                    + ", but this plugin reads reports of version " + VERSION
                    + " only. Use the scalar-backup-verifier.jar that came with the plugin.");
        }
    }

    private void checkWindow(BuildRecord record) throws RefusedException {
        Map<?, ?> reported = map(report.get("window"));
        String id = String.valueOf(record.id());
        if (!id.equals(reported.get("id"))) {
            throw new RefusedException(named + " is not of window " + id + ", but of "
                    + (reported.get("id") instanceof String other ? "\"" + shown(other) + "\"" : "none")
                    + ". Give the verifier this window's consistent-backup.json as --record.");
        }
        checkTime(
                id,
                "pauseCompleted",
                reported.get("pauseCompleted"),
                record.window().pauseCompleted());
        checkTime(
                id,
                "verifiedUntil",
                reported.get("verifiedUntil"),
                record.window().verifiedUntil());
    }

    private void checkTime(String id, String name, Object reported, String recorded) throws RefusedException {
        if (!same(reported, recorded)) {
            throw new RefusedException(named + " says that " + name + " of window " + id + " is "
                    + shown(String.valueOf(reported)) + ", but its record says " + recorded
                    + ": the report was made of another record.");
        }
    }

    private static boolean same(Object one, Object other) {
        if (!(one instanceof String text) || !(other instanceof String recorded)) {
            return one == other;
        }
        try {
            return Instant.parse(text).equals(Instant.parse(recorded));
        } catch (DateTimeException none) {
            return false;
        }
    }

    private Finding.RestoreTest test() throws RefusedException {
        if (!(report.get("verdict") instanceof String verdict) || !VERDICTS.contains(verdict)) {
            throw new RefusedException(
                    named + " has no verdict of the verifier, which is one of " + String.join(", ", VERDICTS) + ".");
        }
        Map<String, Long> figures = figures();
        long faults = figures.entrySet().stream()
                .filter(figure -> figure.getKey().startsWith("faults."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        if (verdict.equals(Finding.RestoreTest.SOUND) && faults > 0) {
            throw new RefusedException(
                    named + " says SOUND, but counts " + faults + " faults: it is not as the verifier wrote it.");
        }
        Object version = map(report.get("verifier")).get("version");
        return new Finding.RestoreTest(
                verdict, reasons(), verified(), version instanceof String text ? shown(text) : null, figures);
    }

    private String verified() {
        try {
            return report.get("ended") instanceof String text ? Times.iso(Instant.parse(text)) : null;
        } catch (DateTimeException none) {
            return null;
        }
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (report.get("reasons") instanceof List<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .limit(MOST_REASONS)
                    .forEach(reason -> reasons.add(Sentences.of((String) reason)));
        }
        int left = report.get("notSelected") instanceof List<?> tables ? tables.size() : 0;
        if (left > 0) {
            reasons.add(
                    left + (left == 1 ? " table was" : " tables were") + " left out of the verification (--tables).");
        }
        return reasons;
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        if (report.get("databases") instanceof List<?> databases) {
            figures.put("databases", (long) databases.size());
            for (String figure : List.of("tables", "records", "proven")) {
                long sum = 0;
                for (Object database : databases) {
                    sum += count(map(database).get(figure));
                }
                figures.put(figure, sum);
            }
        }
        Map<?, ?> checks = map(report.get("checks"));
        for (String check : List.of("metadata", "notLater", "notTorn", "writeSets", "inFlight", "sameMoment")) {
            if (map(checks.get(check)).get("faults") instanceof Long faults) {
                figures.put("faults." + check, Math.max(0, faults));
            }
        }
        for (String explained : List.of("imported", "onePhase", "purged")) {
            if (map(checks.get("explained")).get(explained) instanceof Long number) {
                figures.put("explained." + explained, Math.max(0, number));
            }
        }
        if (report.get("durationMillis") instanceof Long millis) {
            figures.put("durationMillis", Math.max(0, millis));
        }
        return figures;
    }

    private static long count(Object value) {
        // Limited so that a sum of many can't overflow.
        return value instanceof Long number ? Math.max(0, Math.min(number, Long.MAX_VALUE >> 24)) : 0;
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String shown(String value) {
        String text = Sentences.within(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
