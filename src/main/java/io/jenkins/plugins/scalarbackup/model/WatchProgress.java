package io.jenkins.plugins.scalarbackup.model;

/**
 * The resource version up to which a watch is known to have reported everything. A watch is a sequence of streams, each
 * from the last version seen; only an event or a bookmark of such a stream counts. A normal end of a stream proves nothing:
 * API servers answer watches from a cache that may lag behind lists, or belong to another server.
 */
public final class WatchProgress {
    private String seen;
    /**
     * The newest version received; null before the first, since the list that the watch began at proves nothing about the
     * watch.
     */
    private String reported;

    private int current;

    /** A watch that begins at a version. */
    public WatchProgress(String since) {
        seen = since;
    }

    /** Begins a new stream at {@link #seen()} and returns its number. Events of earlier streams no longer count. */
    public int beginStream() {
        return ++current;
    }

    /** Notes an event; false if it is to be ignored, because it is known or will come again. */
    public boolean noteEvent(int stream, String version) {
        return stream == current && note(version);
    }

    /** Notes a bookmark, which follows all events up to its version; false if it is to be ignored. */
    public boolean noteBookmark(int stream, String version) {
        return stream == current && note(version);
    }

    private boolean note(String version) {
        if (ResourceVersions.isOlder(version, seen)) {
            // A server that lags behind does not reset the watch's progress.
            return false;
        }
        seen = version;
        reported = version;
        return true;
    }

    /** Notes the end of a stream, expected or not. */
    public void endStream(int stream) {
        if (stream == current) {
            current++;
        }
    }

    /** Returns whether all changes up to a version have been reported. */
    public boolean hasReported(String version) {
        return reported != null && ResourceVersions.isAtLeast(reported, version);
    }

    /** The last version seen, from which the next stream begins. */
    public String seen() {
        return seen;
    }
}
