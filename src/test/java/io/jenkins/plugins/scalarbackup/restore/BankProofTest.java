package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.demo.BankEnvironment;
import io.jenkins.plugins.scalarbackup.demo.ConfigurationsProof;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankConfiguration;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankDatabases;
import io.jenkins.plugins.scalarbackup.testkit.bank.ProofFigures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests windows on pods that embed the current ScalarDB, on PostgreSQL and MariaDB: dumped in the window, restored, and
 * compared with the clients' notes. Each transaction must be there completely or not at all, as it should be. {@code
 * -Drestore.windows=50} restores fifty in each configuration.
 */
class BankProofTest {
    private static final int WINDOWS = Integer.getInteger("restore.windows", 2);

    private static BankEnvironment environment;

    @TempDir
    private static Path home;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(BankDatabases.canStart(), "no MariaDB: the build has one for x86-64 only, install mariadb-server");
        environment = BankEnvironment.start(home, ConfigurationsProof.PODS);
    }

    @AfterAll
    static void stop() {
        if (environment != null) {
            environment.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTransactionIsRestoredWholeOrNotAtAll(BankConfiguration configuration) throws Exception {
        ProofFigures figures = ConfigurationsProof.run(
                environment,
                configuration,
                WINDOWS,
                Path.of("target", "restore-proof").toAbsolutePath(),
                System.out::println);
        assertEquals(
                List.of(), figures.faults(configuration), () -> figures.asMap().toString());
    }
}
