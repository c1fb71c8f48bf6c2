package io.jenkins.plugins.scalarbackup.verifier;

import java.util.LinkedHashMap;
import java.util.Map;

/** The counts of one table, made by the one thread that reads it. */
final class Tally {
    final TableRef table;
    long records;
    /** Committed, and the coordinator has a row for it. */
    long proven;

    long imported;
    long onePhase;
    long purged;
    long purgedRecently;
    /** Not judged, because the coordinator could not be read. */
    long unchecked;

    long rollForward;
    long rollBack;
    long abandoned;
    long odd;
    long afterTheEnd;
    long writtenInThePause;
    /** Records that write sets list and, in {@code confirmed}, those that have the changes of the newest one. */
    long named;

    long confirmed;
    /** Older than their newest writer, but perhaps only because of the pods' clocks. */
    long withinTolerance;
    /** Records that provably lack the changes of a write set that spans several databases. */
    long notTheSameMoment;

    long newestCommit = Long.MIN_VALUE;
    long faults;
    long millis;
    boolean complete;

    Tally(TableRef table) {
        this.table = table;
    }

    void committed(long time) {
        newestCommit = Math.max(newestCommit, time);
    }

    /**
     * @param expected the number of records that write sets list
     */
    Map<String, Object> asMap(long expected) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", table.name());
        map.put("database", table.database());
        map.put("readCompletely", complete);
        map.put("records", records);
        map.put("proven", proven);
        map.put("imported", imported);
        map.put("onePhase", onePhase);
        map.put("purged", purged);
        map.put("unchecked", unchecked);
        map.put("rollForward", rollForward);
        map.put("rollBack", rollBack);
        map.put("abandoned", abandoned);
        map.put("namedByWriteSets", expected);
        map.put("confirmedByWriteSets", confirmed);
        map.put("faults", faults);
        map.put("newestCommit", newestCommit == Long.MIN_VALUE ? null : Text.time(newestCommit));
        map.put("durationMillis", millis);
        return map;
    }

    /** Returns the number of records that write sets list and that are missing. */
    long absent(long expected) {
        return complete ? Math.max(expected - named, 0) : 0;
    }
}
