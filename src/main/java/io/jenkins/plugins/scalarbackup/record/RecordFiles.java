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
        return new RecordFiles(report.window().id(), report.asJson(), report.asText());
    }

    /** What the steps return, see {@link BuildRecord#asMap()}. */
    public Map<String, Object> asMap() {
        try {
            return RecordJson.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException("the record of window " + id + " is no JSON", e);
        }
    }

    /**
     * How to restore each database of it, as scripts by their files' names.
     *
     * @param artifact the name of the record's own artifact, without extension
     */
    public Map<String, String> scripts(String artifact) {
        return RestoreScript.of(asMap(), artifact);
    }
}
