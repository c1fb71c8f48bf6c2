package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is below JENKINS_HOME: outlives the process, can be copied. */
final class Home {
    final Map<String, WindowState> journal = new LinkedHashMap<>();
    final Map<String, WindowRecord> records = new LinkedHashMap<>();
    /** Writes that fail because the disk is full. */
    int failingWrites;
    /** Until then no request to the disk comes back, as with a network file system whose server is away. */
    long hangsUntil;

    void hangsFor(long nanos, long now) {
        hangsUntil = Math.max(hangsUntil, now + nanos);
    }

    Home copy() {
        Home copy = new Home();
        copy.journal.putAll(journal);
        copy.records.putAll(records);
        return copy;
    }
}
