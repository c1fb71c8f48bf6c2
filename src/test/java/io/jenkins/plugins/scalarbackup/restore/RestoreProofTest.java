package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.demo.EmbeddedEnvironment;
import io.jenkins.plugins.scalarbackup.demo.RestoreProof;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Drestore.windows=50} restores fifty. */
class RestoreProofTest {
    private static final int WINDOWS = Integer.getInteger("restore.windows", 5);

    @TempDir
    private Path home;

    @Test
    void everyWindowRestoresToAConsistentStateAndTimesOutsideDoNot() throws Exception {
        try (EmbeddedEnvironment environment = EmbeddedEnvironment.startWithWalArchive(home)) {
            RestoreProof.Summary summary =
                    RestoreProof.run(environment, WINDOWS, Path.of("target", "restore-proof"), System.out::println);
            assertEquals(WINDOWS, summary.windows().size());
            assertEquals(WINDOWS, summary.consistent(), summary::toString);
            assertTrue(summary.inconsistent() > 0, summary::toString);
        }
    }
}
