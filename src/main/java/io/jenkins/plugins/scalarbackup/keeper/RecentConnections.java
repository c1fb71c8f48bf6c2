package io.jenkins.plugins.scalarbackup.keeper;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.scalarbackup.record.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connections used in the last 30 days, i.e. where to look for Leases if the journal was lost. They are stored
 * apart from the journal, so that what destroys one may spare the other, and without secrets.
 */
final class RecentConnections {
    private static final Logger LOGGER = Logger.getLogger(RecentConnections.class.getName());
    private static final Duration KEPT = Duration.ofDays(30);
    /** A use is written only if the last one written is at least this old. */
    private static final Duration REFRESH_INTERVAL = Duration.ofDays(1);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final DurableFile file;
    private List<RecentConnection> known;

    RecentConnections(Path path) {
        this.path = path;
        this.file = new DurableFile(path);
    }

    /** Returns the connections of the last 30 days; empty if they are not known. */
    synchronized Optional<List<RecentConnection>> read() {
        if (known == null) {
            try {
                known = file.read(content -> JSON.readValue(content, new TypeReference<List<RecentConnection>>() {}))
                        .orElse(null);
            } catch (IOException unreadable) {
                LOGGER.log(Level.WARNING, "Which connections were used can't be read from " + path + ".", unreadable);
            }
        }
        Instant oldest = Instant.now().minus(KEPT);
        return Optional.ofNullable(known).map(all -> all.stream()
                .filter(one -> one != null && one.isComplete() && one.lastUsed().isAfter(oldest))
                .toList());
    }

    /** Notes that these connections were used now. May wait for the disk. */
    synchronized void note(List<RecentConnection> used) {
        List<RecentConnection> all = new ArrayList<>(read().orElse(List.of()));
        boolean isNew = false;
        for (RecentConnection one : used) {
            boolean fresh = all.stream()
                    .anyMatch(other -> other.isSameAs(one)
                            && other.lastUsed().isAfter(one.lastUsed().minus(REFRESH_INTERVAL)));
            if (!fresh) {
                all.removeIf(one::isSameAs);
                all.add(one);
                isNew = true;
            }
        }
        if (!isNew) {
            return;
        }
        known = all;
        try {
            file.write(JSON.writeValueAsBytes(all));
        } catch (IOException full) {
            LOGGER.log(
                    Level.WARNING,
                    "Which connections are used could not be written to {0} ({1}): should the journal of open pauses be"
                            + " lost, their Leases are not asked for.",
                    new Object[] {path, full.getMessage()});
        }
    }
}
