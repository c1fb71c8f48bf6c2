package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaiversTest {
    private static final Waiver LEDGER = new Waiver("w-1", null, "prod", "Deployment/ledger");

    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void place() {
        file = home.resolve("waived.json");
    }

    @Test
    void theNewestAreKept() throws IOException {
        Waivers waivers = new Waivers(file);
        waivers.add(LEDGER);
        for (int i = 0; i < 1_000; i++) {
            waivers.add(new Waiver("later-" + i, "c", "prod", "Deployment/ledger"));
        }
        for (Waivers each : new Waivers[] {waivers, new Waivers(file)}) {
            assertFalse(each.has(LEDGER));
            assertTrue(each.has(new Waiver("later-0", "c", "prod", "Deployment/ledger")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[1]", "[{\"window\":", "\u0000"})
    void aDamagedFileIsSetAside(String damaged) throws IOException {
        Files.writeString(file, damaged);
        Waivers waivers = new Waivers(file);
        assertFalse(waivers.has(LEDGER));
        waivers.add(LEDGER);
        assertTrue(waivers.has(LEDGER));
        assertTrue(new Waivers(file).has(LEDGER));
        assertEquals(damaged, Files.readString(home.resolve("waived.json.damaged")));
    }

    @Test
    void whatIsNoDismissalDismissesNothing() throws IOException {
        Files.writeString(file, "[null, {}, {\"window\": \"w-1\", \"more\": 1}]");
        Waivers waivers = new Waivers(file);
        assertFalse(waivers.has(LEDGER));
        waivers.add(LEDGER);
        assertTrue(new Waivers(file).has(LEDGER));
    }
}
