package io.jenkins.plugins.scalarbackup.record;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the store's index knows of a record.
 *
 * @param id the window's ID
 * @param job the job's full name, which is another than in the record where it was renamed or moved
 * @param number the build's number
 * @param attempt which attempt of its step it was
 * @param verdict the verdict's name
 * @param windowProven whether it can be restored to
 * @param recommended the restore point as the record has it; null when there is none
 * @param pauseStarted when the first Pause was sent, as the record has it; null when none was
 * @param durationMillis how long the window lasted; null when there was none
 * @param outageMillis how long production was paused; null when that is not known
 */
public record RecordIndexEntry(
        String id,
        String job,
        long number,
        long attempt,
        String verdict,
        boolean windowProven,
        String recommended,
        String pauseStarted,
        Long durationMillis,
        Long outageMillis) {

    /** From a record; null where that is none. */
    static RecordIndexEntry ofRecord(Map<String, Object> record) {
        if (record.get("build") instanceof Map<?, ?> build
                && record.get("restore") instanceof Map<?, ?> restore
                && record.get("window") instanceof Map<?, ?> window
                && record.get("id") instanceof String id
                && record.get("verdict") instanceof String verdict
                && record.get("windowProven") instanceof Boolean proven
                && build.get("job") instanceof String job
                && build.get("number") instanceof Long number) {
            return new RecordIndexEntry(
                    id,
                    job,
                    number,
                    build.get("attempt") instanceof Long attempt ? attempt : 1,
                    verdict,
                    proven,
                    restore.get("recommended") instanceof String time ? time : null,
                    window.get("pauseStarted") instanceof String time ? time : null,
                    window.get("durationMillis") instanceof Long millis ? millis : null,
                    window.get("outageMillis") instanceof Long millis ? millis : null);
        }
        return null;
    }

    /** From what {@link #asMap} made; null where it did not. */
    static RecordIndexEntry ofIndex(Map<?, ?> entry) {
        if (entry.get("id") instanceof String id
                && entry.get("job") instanceof String job
                && entry.get("number") instanceof Long number
                && entry.get("attempt") instanceof Long attempt
                && entry.get("verdict") instanceof String verdict
                && entry.get("windowProven") instanceof Boolean proven
                // An index of an earlier version has none: then the record is read.
                && entry.containsKey("outageMillis")) {
            return new RecordIndexEntry(
                    id,
                    job,
                    number,
                    attempt,
                    verdict,
                    proven,
                    entry.get("recommended") instanceof String time ? time : null,
                    entry.get("pauseStarted") instanceof String time ? time : null,
                    entry.get("durationMillis") instanceof Long millis ? millis : null,
                    entry.get("outageMillis") instanceof Long millis ? millis : null);
        }
        return null;
    }

    /** The same of the job's new name. */
    RecordIndexEntry of(String newJob) {
        return new RecordIndexEntry(
                id,
                newJob,
                number,
                attempt,
                verdict,
                windowProven,
                recommended,
                pauseStarted,
                durationMillis,
                outageMillis);
    }

    LinkedHashMap<String, Object> asMap() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("job", job);
        map.put("number", number);
        map.put("attempt", attempt);
        map.put("verdict", verdict);
        map.put("windowProven", windowProven);
        map.put("recommended", recommended);
        map.put("pauseStarted", pauseStarted);
        map.put("durationMillis", durationMillis);
        map.put("outageMillis", outageMillis);
        return map;
    }
}
