package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Leases.Lease;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HolderWatchTest {
    private static final Duration NANO = Duration.ofNanos(1);

    private final HandLoop loop = new HandLoop();
    private final HolderWatch watch = new HolderWatch(loop);

    private static Lease lease(String holder, String renewals, String version, int seconds) {
        return new Lease("prod", "lock", holder, seconds, renewals, Map.of(), version, "u");
    }

    @Test
    void aHolderIsDeadWhenNoRenewalWasSeenForMoreThanItsDuration() {
        Lease lease = lease("a", "1", "1", 20);
        assertFalse(watch.isDead(lease));
        loop.pass(Duration.ofSeconds(20));
        assertFalse(watch.isDead(lease));
        assertEquals(Duration.ofSeconds(20), watch.unchangedFor());
        loop.pass(NANO);
        assertTrue(watch.isDead(lease));
        assertFalse(watch.sawItRenewed());
    }

    @Test
    void aRenewalIsASignOfLifeAndAnotherHolderBeginsAnew() {
        watch.isDead(lease("a", "1", "1", 20));
        loop.pass(Duration.ofSeconds(15));
        assertFalse(watch.isDead(lease("a", "2", "2", 20)));
        assertTrue(watch.sawItRenewed());
        loop.pass(Duration.ofSeconds(15));
        assertFalse(watch.isDead(lease("a", "2", "2", 20)));
        assertTrue(watch.sawItRenewed(), "it was");
        watch.isDead(lease("b", "3", "3", 20));
        assertFalse(watch.sawItRenewed(), "this one was not");
        loop.pass(Duration.ofSeconds(20).plus(NANO));
        assertTrue(watch.isDead(lease("b", "3", "3", 20)));
    }

    /**
     * Somebody sets a label. An observer of versions can't distinguish that from a renewal, so the holder gets more
     * time.
     */
    @Test
    void aChangeThatIsNoRenewalGivesItTimeAndNoLife() {
        watch.isDead(lease("a", "1", "1", 20));
        loop.pass(Duration.ofSeconds(15));
        watch.isDead(lease("a", "1", "2", 20));
        assertFalse(watch.sawItRenewed());
        loop.pass(Duration.ofSeconds(15));
        assertFalse(watch.isDead(lease("a", "1", "2", 20)));
        watch.isDead(lease("a", "2", "3", 20));
        watch.isDead(lease("a", "2", "4", 20));
        assertTrue(watch.sawItRenewed(), "a label takes no life either");
    }

    @Test
    void aDurationIsASecondAtLeast() {
        assertEquals(Duration.ofSeconds(1), HolderWatch.duration(lease("a", "1", "1", 0)));
        assertEquals(Duration.ofSeconds(2), HolderWatch.duration(lease("a", "1", "1", 2)));
    }
}
