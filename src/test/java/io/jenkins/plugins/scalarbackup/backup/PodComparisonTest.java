package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodComparisonTest {
    /** Only owners of pods are listed, so one that has none at that look may well be there. */
    @Test
    void aWorkloadWithoutPodsIsNotCalledGone() {
        Workload daemons = new Workload("DaemonSet", "prod", "app", "u-1", 1, null, true);
        List<Drift> drift = new PodComparison(new Snapshot(List.of(), List.of(daemons), "1"))
                .with(new Snapshot(List.of(), List.of(), "2"), Instant.EPOCH, Drift.SeenBy.AFTER);
        assertEquals(
                List.of("DaemonSet/app owns no pod of the target any more"),
                drift.stream().map(Drift::detail).toList());
    }
}
