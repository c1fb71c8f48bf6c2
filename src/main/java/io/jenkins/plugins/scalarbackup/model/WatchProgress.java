package io.jenkins.plugins.scalarbackup.model;

/**
 * How far a watch has told what happened. It is told by one stream after the other, each of which begins at the last
 * version seen; only what came over such a stream counts, an event or a bookmark. That a stream ended in good order proves
 * nothing: an API server answers watches from a cache that may lag behind its lists, or be another server's.
 */
public final class WatchProgress {
    private String seen;
    /** The newest version that came; null before the first, since the list that the watch began at proves no watch. */
    private String told;

    private int current;

    /** A watch from a version on. */
    public WatchProgress(String since) {
        seen = since;
    }

    /** A new stream, to be begun at {@link #seen()}; what still comes over an earlier one counts no more. */
    public int begins() {
        return ++current;
    }

    /** An event came. False: it is to be passed over, since it is known, or will come again. */
    public boolean event(int stream, String version) {
        return stream == current && comes(version);
    }

    /** A bookmark came: all events up to its version have. False: it says nothing. */
    public boolean bookmark(int stream, String version) {
        return stream == current && comes(version);
    }

    private boolean comes(String version) {
        if (ResourceVersions.isOlder(version, seen)) {
            // A server that lags behind: the watch does not go back, and is no further than it was.
            return false;
        }
        seen = version;
        told = version;
        return true;
    }

    /** A stream ended, as it was asked to or not. */
    public void ends(int stream) {
        if (stream == current) {
            current++;
        }
    }

    /** Whether all that happened up to a version has been told. */
    public boolean hasTold(String version) {
        return told != null && ResourceVersions.isAtLeast(told, version);
    }

    /** The last version seen, where the next stream begins. */
    public String seen() {
        return seen;
    }
}
