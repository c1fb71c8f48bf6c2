package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WatchProgressTest {
    private final WatchProgress progress = new WatchProgress("100");

    @Test
    void theListThatItBeganAtProvesNothingOfIt() {
        progress.beginStream();
        assertFalse(progress.hasReported("100"));
        progress.endStream(1);
        assertFalse(progress.hasReported("100"), "nor does a good end");
    }

    @Test
    void eventsAndBookmarksOfTheCurrentStreamCount() {
        int stream = progress.beginStream();
        assertTrue(progress.noteBookmark(stream, "100"));
        assertTrue(progress.hasReported("100"));
        assertTrue(progress.noteEvent(stream, "105"));
        assertTrue(progress.hasReported("104") && !progress.hasReported("106"));
        assertEquals("105", progress.seen());
    }

    @Test
    void whatComesOverAnEarlierStreamCountsNoMore() {
        int first = progress.beginStream();
        int second = progress.beginStream();
        assertFalse(progress.noteEvent(first, "105"));
        assertFalse(progress.noteBookmark(first, "109"));
        assertFalse(progress.hasReported("101"));
        assertEquals("100", progress.seen());
        progress.endStream(second);
        assertFalse(progress.noteBookmark(second, "109"), "nor over one that has ended");
        assertFalse(progress.noteEvent(first, "105"), "and the end of one brings none back");
    }

    @Test
    void aServerThatLagsBehindTakesItNowhereBack() {
        int stream = progress.beginStream();
        assertTrue(progress.noteEvent(stream, "105"));
        assertFalse(progress.noteBookmark(stream, "99"));
        assertFalse(progress.noteEvent(stream, "104"));
        assertEquals("105", progress.seen());
        assertTrue(progress.hasReported("105"));
    }

    @Test
    void anEndOfAnEarlierStreamEndsNotTheCurrentOne() {
        int first = progress.beginStream();
        int second = progress.beginStream();
        progress.endStream(first);
        assertTrue(progress.noteEvent(second, "101"));
    }

    @Test
    void anEventOverAStreamThatIsOverSaysNothing() {
        int stream = progress.beginStream();
        assertTrue(progress.noteEvent(stream, "101"));
        progress.endStream(stream);
        assertFalse(progress.noteEvent(stream, "102"));
        assertEquals("101", progress.seen());
    }

    /** No cluster's etcd revisions exceed a long, but a server may count as it likes. */
    @Test
    void versionsAreComparedAsNumbersAndNotAsText() {
        int stream = progress.beginStream();
        assertTrue(progress.noteEvent(stream, "99999999999999999999"));
        assertTrue(progress.hasReported("9"), "9 is less, though not as text");
        assertFalse(progress.hasReported("100000000000000000000"));
        assertFalse(progress.noteEvent(stream, "99999999999999999998"));
        assertTrue(progress.noteEvent(stream, "100000000000000000000"));
    }

    @Test
    void whatIsNoNumberIsOnlyEverItself() {
        int stream = progress.beginStream();
        assertTrue(progress.noteEvent(stream, "v2"), "of what can't be compared it is not known that it is old");
        assertTrue(progress.hasReported("v2"));
        assertFalse(progress.hasReported("v1"));
        assertFalse(progress.hasReported("100"));
        assertTrue(progress.noteEvent(stream, "7"));
        assertFalse(progress.hasReported("v2"));
    }
}
