package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentConnectionsTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[null]",
                "[{}]",
                "[{\"cluster\":\"c\"}]",
                "[{\"lastUsed\":1}]",
                "[{\"cluster\":"
            })
    void aDamagedFileIsNoObstacle(String damaged) throws IOException {
        Path file = home.resolve("connections.json");
        Files.writeString(file, damaged);
        RecentConnections connections = new RecentConnections(file);
        RecentConnection used = new RecentConnection(
                "https://c", "prod", "kubeconfig", null, null, null, "nightly", null, null, Instant.now());
        connections.note(List.of(used));
        assertEquals(Optional.of(1), connections.read().map(List::size));
        assertEquals(Optional.of(1), new RecentConnections(file).read().map(List::size));
    }
}
