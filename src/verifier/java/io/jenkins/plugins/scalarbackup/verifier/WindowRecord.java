package io.jenkins.plugins.scalarbackup.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts of a window's record that the verifier uses. Times are the controller's, in milliseconds.
 *
 * @param proven whether [{@code pauseCompleted}, {@code verifiedUntil}] is a valid restore interval
 * @param byDatabase the restore time of each database whose clock was measured, by its own clock
 */
record WindowRecord(
        String id,
        boolean proven,
        long pauseStarted,
        long pauseCompleted,
        long verifiedUntil,
        Map<String, String> byDatabase) {
    private static final long LARGEST = 10L * 1024 * 1024;
    private static final long VERSION = 1;

    static WindowRecord read(Path file) throws BadInputException {
        String name = "--record " + Text.shortened(file.toString());
        Object parsed;
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadInputException(name + " is larger than 10 MiB, which no record of a window is.");
            }
            parsed = Json.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BadInputException(name + " can't be read: " + reason(e) + ".");
        } catch (IllegalArgumentException e) {
            throw new BadInputException(name + " is not JSON: " + e.getMessage() + ".");
        }
        if (!(parsed instanceof Map<?, ?> record) || !(record.get("window") instanceof Map<?, ?> window)) {
            throw new BadInputException(name + " is not the record of a window (consistent-backup.json).");
        }
        if (!Long.valueOf(VERSION).equals(record.get("schemaVersion"))) {
            throw new BadInputException(name + " has schemaVersion "
                    + Text.shortened(String.valueOf(record.get("schemaVersion"))) + "; this verifier knows 1.");
        }
        if (!(record.get("id") instanceof String id) || id.isBlank()) {
            throw new BadInputException(name + " has no id.");
        }
        if (!(record.get("windowProven") instanceof Boolean proven)) {
            throw new BadInputException(name + " does not say whether its window is proven (windowProven).");
        }
        WindowRecord result = new WindowRecord(
                id,
                proven,
                time(name, window, "pauseStarted"),
                time(name, window, "pauseCompleted"),
                time(name, window, "verifiedUntil"),
                byDatabase(record.get("restore")));
        if (result.pauseCompleted < result.pauseStarted || result.verifiedUntil < result.pauseCompleted) {
            throw new BadInputException(
                    name + " has its times in the wrong order: pauseStarted, pauseCompleted, verifiedUntil.");
        }
        return result;
    }

    /** Only shown, so invalid entries are ignored. */
    private static Map<String, String> byDatabase(Object restore) {
        Map<String, String> times = new TreeMap<>();
        if (restore instanceof Map<?, ?> map && map.get("byDatabase") instanceof List<?> databases) {
            for (Object one : databases) {
                if (one instanceof Map<?, ?> database
                        && database.get("database") instanceof String name
                        && database.get("recommended") instanceof String time) {
                    times.put(Text.shortened(name), Text.shortened(time));
                }
            }
        }
        return times;
    }

    private static long time(String file, Map<?, ?> window, String name) throws BadInputException {
        Object value = window.get(name);
        if (value == null) {
            throw new BadInputException(
                    file + " has no window." + name + ": there is no restore point in it to verify against.");
        }
        try {
            return Instant.parse(value.toString()).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new BadInputException(
                    file + " has window." + name + " " + Text.shortened(value.toString()) + ", which is no time.");
        }
    }

    /** Returns why a file can't be read or written: the JDK's message is often just its name. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof java.nio.charset.CharacterCodingException) {
            return "it is not UTF-8";
        }
        return Text.shortened(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
