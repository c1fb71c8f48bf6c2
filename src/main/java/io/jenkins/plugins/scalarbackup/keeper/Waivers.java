package io.jenkins.plugins.scalarbackup.keeper;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.scalarbackup.record.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stores the waivers of expectations, in a file. */
final class Waivers {
    private static final Logger LOGGER = Logger.getLogger(Waivers.class.getName());
    /**
     * The number of waivers kept. Older ones are removed; their workloads become overdue again if they still have
     * records.
     */
    private static final int MOST = 1_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final DurableFile file;
    /** The oldest first; null until first used. */
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
                known = list();
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

    private Set<Waiver> list() throws IOException {
        return file.read(content -> JSON.readValue(content, new TypeReference<LinkedHashSet<Waiver>>() {}))
                .orElseGet(LinkedHashSet::new);
    }

    private Set<Waiver> listOrSetAside() {
        try {
            return list();
        } catch (IOException unreadable) {
            LOGGER.log(
                    Level.WARNING,
                    unreadable,
                    () -> path + " can't be read. What is left of it is kept as " + path.getFileName()
                            + DurableFile.DAMAGED);
            file.setAside();
            return new LinkedHashSet<>();
        }
    }

    /** Adds a waiver; it is on disk when this returns. */
    synchronized void add(Waiver waiver) throws IOException {
        List<Waiver> all = new ArrayList<>(listOrSetAside());
        all.remove(waiver);
        all.add(waiver);
        List<Waiver> kept = all.subList(Math.max(0, all.size() - MOST), all.size());
        file.write(JSON.writeValueAsBytes(kept));
        known = new LinkedHashSet<>(kept);
    }
}
