package io.jenkins.plugins.scalarbackup.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The restore proof's {@code summary.json}, into which each proof writes its part. */
final class SummaryFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private SummaryFile() {}

    /**
     * Adds entries, replacing those of the same name.
     *
     * @param part the object that contains them; empty for the summary itself
     */
    static void put(Path directory, String part, Map<String, ?> entries) throws IOException {
        Path file = Files.createDirectories(directory).resolve("summary.json");
        ProcessLock.whileHeld(file, () -> {
            ObjectNode summary =
                    Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
            ObjectNode target = part.isEmpty() ? summary : summary.withObject("/" + part);
            entries.forEach((name, value) -> target.set(name, JSON.valueToTree(value)));
            Files.writeString(file, JSON.writeValueAsString(summary) + "\n");
            return file;
        });
    }
}
