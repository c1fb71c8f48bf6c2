package io.jenkins.plugins.scalarbackup.keeper;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.scalarbackup.record.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stores the expectations that people dismissed, in a file. */
final class Waivers {
    private static final Logger LOGGER = Logger.getLogger(Waivers.class.getName());
    /**
     * The number of dismissals kept. Older ones are removed; their workloads become overdue again if they still have
     * records.
     */
    private static final int MOST = 1_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final DurableFile file;
    private volatile Set<Waiver> known;

    Waivers(Path path) {
        this.path = path;
        this.file = new DurableFile(path);
    }

    boolean has(Waiver waiver) {
        return known().contains(waiver);
    }

    private Set<Waiver> known() {
        Set<Waiver> read = known;
        return read == null ? read() : read;
    }

    private synchronized Set<Waiver> read() {
        if (known == null) {
            try {
                known = Set.copyOf(list());
            } catch (IOException unreadable) {
                LOGGER.log(
                        Level.WARNING,
                        unreadable,
                        () -> path
                                + " can't be read: backups are called overdue again of which somebody said that none is"
                                + " expected");
                known = Set.of();
            }
        }
        return known;
    }

    private List<Waiver> list() throws IOException {
        return file.read(content -> JSON.readValue(content, new TypeReference<List<Waiver>>() {}))
                .orElse(List.of());
    }

    /** Adds a dismissal; it is on disk when this returns. */
    synchronized void add(Waiver waiver) throws IOException {
        List<Waiver> all = new ArrayList<>(list());
        all.remove(waiver);
        all.add(waiver);
        List<Waiver> kept = all.subList(Math.max(0, all.size() - MOST), all.size());
        file.write(JSON.writeValueAsBytes(kept));
        known = Set.copyOf(kept);
    }
}
