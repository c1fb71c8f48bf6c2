package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A window's record as it stands: the first that was written of it.
 *
 * @param id the window's ID
 * @param json the content of its {@code consistent-backup.json}
 * @param text the content of its {@code consistent-backup.txt}
 */
public record RecordFiles(String id, String json, String text) {
    /** The record that a report makes. */
    public static RecordFiles of(BuildRecord report) {
        return new RecordFiles(report.id(), report.asJson(), report.asText());
    }

    /** What the steps return, with all that is in the file; see {@link BuildRecord#asMap()}. */
    public Map<String, Object> asMap() {
        try {
            return RecordJson.read(json);
        } catch (IOException e) {
            throw notARecord(e);
        }
    }

    /** The record in it, as far as this version knows it. */
    public BuildRecord record() {
        try {
            return BuildRecord.read(json);
        } catch (IOException e) {
            throw notARecord(e);
        }
    }

    private UncheckedIOException notARecord(IOException e) {
        return new UncheckedIOException("the record of window " + id + " is no JSON", e);
    }

    /**
     * How to restore each database of it, as scripts by their files' names.
     *
     * @param artifact the name of the record's own artifact, without extension
     */
    public Map<String, String> scripts(String artifact) {
        return RestoreScript.of(record(), artifact);
    }
}
