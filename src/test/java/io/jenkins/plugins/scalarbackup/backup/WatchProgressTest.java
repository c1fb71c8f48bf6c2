package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WatchProgressTest {
    private final WatchProgress progress = new WatchProgress("100");

    @Test
    void theListThatItBeganAtProvesNothingOfIt() {
        progress.begins();
        assertFalse(progress.hasTold("100"));
        progress.ends(1);
        assertFalse(progress.hasTold("100"), "nor does a good end");
    }

    @Test
    void eventsAndBookmarksOfTheCurrentStreamCount() {
        int stream = progress.begins();
        assertTrue(progress.bookmark(stream, "100"));
        assertTrue(progress.hasTold("100"));
        assertTrue(progress.event(stream, "105"));
        assertTrue(progress.hasTold("104") && !progress.hasTold("106"));
        assertEquals("105", progress.seen());
    }

    @Test
    void whatComesOverAnEarlierStreamCountsNoMore() {
        int first = progress.begins();
        int second = progress.begins();
        assertFalse(progress.event(first, "105"));
        assertFalse(progress.bookmark(first, "109"));
        assertFalse(progress.hasTold("101"));
        assertEquals("100", progress.seen());
        progress.ends(second);
        assertFalse(progress.bookmark(second, "109"), "nor over one that has ended");
    }

    @Test
    void aServerThatLagsBehindTakesItNowhereBack() {
        int stream = progress.begins();
        assertTrue(progress.event(stream, "105"));
        assertFalse(progress.bookmark(stream, "99"));
        assertFalse(progress.event(stream, "104"));
        assertEquals("105", progress.seen());
        assertTrue(progress.hasTold("105"));
    }
}
