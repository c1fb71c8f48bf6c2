package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApiClockTest {
    /** A network and two clocks, one wrong; sleeping moves both. */
    private static final class World {
        private final Random random;
        private final long offsetMillis;
        private final int roundTripMillis;
        private long nanos;
        private int requests;

        World(long seed) {
            random = new Random(seed);
            offsetMillis = random.nextInt(200_000) - 100_000;
            roundTripMillis = random.nextInt(60);
            nanos = random.nextInt(1_000_000_000);
        }

        ApiResponse ask() {
            requests++;
            int there = roundTripMillis == 0 ? 0 : random.nextInt(roundTripMillis);
            pass(there);
            Instant server = Instant.ofEpochMilli(wall() + offsetMillis);
            pass(roundTripMillis - there);
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(server.atOffset(ZoneOffset.UTC));
            return new ApiResponse(200, date, Duration.ZERO, new byte[0]);
        }

        long wall() {
            return 1_790_000_000_000L + nanos / 1_000_000;
        }

        void pass(long millis) {
            nanos += millis * 1_000_000;
        }

        ApiClock clock() {
            return new ApiClock(this::ask, this::wall, () -> nanos, this::pass);
        }
    }

    @Test
    void theTruthIsInsideAndTheUncertaintySmall() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            World world = new World(seed);
            long began = world.nanos;
            ClockOffset offset = world.clock().measure();
            long error = Math.abs(offset.millis() - world.offsetMillis);
            assertTrue(error <= offset.uncertaintyMillis(), "seed " + seed + ": " + offset + ", " + world.offsetMillis);
            assertTrue(
                    offset.uncertaintyMillis() < 150 + world.roundTripMillis / 2,
                    "seed " + seed + ": " + offset + ", round trip " + world.roundTripMillis);
            assertTrue(world.requests <= 16, "seed " + seed + ": " + world.requests);
            assertTrue(world.nanos - began < 1_400_000_000L, "seed " + seed);
        }
    }

    @Test
    void serversWithDifferentClocksAreNoClock() {
        World world = new World(1);
        ApiClock clock = new ApiClock(
                () -> {
                    ApiResponse answer = world.ask();
                    return world.requests % 2 == 0
                            ? answer
                            : new ApiResponse(200, "Tue, 3 Nov 2026 10:15:30 GMT", Duration.ZERO, answer.body());
                },
                world::wall,
                () -> world.nanos,
                world::pass);
        ClusterException failure = assertThrows(ClusterException.class, clock::measure);
        assertTrue(failure.getMessage().contains("contradict each other"), failure.getMessage());
    }

    @Test
    void anAnswerWithoutDateIsNone() {
        World world = new World(1);
        ApiClock clock = new ApiClock(
                () -> new ApiResponse(200, null, Duration.ZERO, new byte[0]),
                world::wall,
                () -> world.nanos,
                world::pass);
        assertEquals(
                "The API server's clock could not be measured: its answers carry no Date.",
                assertThrows(ClusterException.class, clock::measure).getMessage());
    }
}
