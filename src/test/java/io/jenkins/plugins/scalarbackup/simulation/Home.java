package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The contents of JENKINS_HOME, which outlive the process and can be copied. */
final class Home {
    final Map<String, WindowState> journal = new LinkedHashMap<>();
    final Map<String, WindowRecord> records = new LinkedHashMap<>();
    /** The number of writes that will fail because the disk is full. */
    int failingWrites;
    /** The time until which no request to the disk returns, as with a network file system whose server is away. */
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
