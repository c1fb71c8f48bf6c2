package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A window's stored record: the first one that was written for the window.
 *
 * @param id the window's ID
 * @param json the content of its {@code consistent-backup.json}
 * @param text the content of its {@code consistent-backup.txt}
 */
public record RecordFiles(String id, String json, String text) {
    /** Renders a record. */
    public static RecordFiles of(BuildRecord record) {
        return new RecordFiles(record.id(), record.asJson(), record.asText());
    }

    /**
     * Returns the record as steps return it, including keys unknown to this version; see {@link BuildRecord#asMap()}.
     */
    public Map<String, Object> asMap() {
        try {
            return RecordJson.read(json);
        } catch (IOException e) {
            throw notARecord(e);
        }
    }

    /** Returns the record, without keys unknown to this version. */
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
     * Returns the restore scripts, one per database, by file name.
     *
     * @param artifact the name of the record's own artifact, without extension
     */
    public Map<String, String> scripts(String artifact) {
        return RestoreScript.of(record(), artifact);
    }
}
