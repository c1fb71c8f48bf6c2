package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordedDrift;
import io.jenkins.plugins.scalarbackup.record.RecordedPause;
import io.jenkins.plugins.scalarbackup.record.RecordedPod;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import io.jenkins.plugins.scalarbackup.record.RecordedTimes;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.util.List;
import java.util.stream.IntStream;

/** Sample windows for pages. */
final class Views {
    /** Not a valid name in Kubernetes, but pages must not rely on that. */
    static final String HOSTILE = "<script>alert('x')</script>\"&\u0000\u0008]]>";

    private Views() {}

    static WindowView of(WindowRecord record) throws Exception {
        BuildRecord report = BuildRecord.of(record, Samples.BUILD, Samples.PLUGIN, RestoreInstructions.databases());
        return WindowView.of(report, "consistent-backup");
    }

    static List<WindowView> ofEachKind() throws Exception {
        return List.of(
                of(Samples.consistent("w-1")),
                of(Samples.inconsistent("w-2")),
                of(Samples.failed("w-3")),
                of(Samples.failedBody("w-4")),
                of(Samples.aborted("w-5")),
                open("OPEN"),
                hostile());
    }

    static RecordedPod pod(String name, String uid, boolean ready, int restarts, String containerId) {
        return new RecordedPod(
                name,
                uid,
                "Running",
                ready,
                false,
                "n",
                "10.0.0.1",
                restarts,
                List.of(new RecordedPod.Container("c", containerId, restarts, "example.com/c:1", null)));
    }

    static RecordedTarget target(
            List<RecordedPod> before, List<RecordedPod> after, List<RecordedPause> pauses, List<RecordedDrift> drift) {
        return new RecordedTarget(
                "https://10.0.0.1",
                "ns",
                "r",
                "app=r",
                null,
                "scalardb",
                60053,
                "podIp",
                List.of(),
                null,
                List.of(),
                before,
                after,
                pauses,
                drift);
    }

    /** An open window in which one of two pods has drained. */
    static WindowView open(String phase) {
        RecordedPause drained = new RecordedPause(
                "a",
                "uid-a",
                "10.0.0.1:1",
                "2026-11-22T10:00:00.000Z",
                "2026-11-22T10:00:01.000Z",
                null,
                null,
                0,
                null,
                null);
        RecordedPause draining = new RecordedPause(
                "b", "uid-b", "10.0.0.2:1", "2026-11-22T10:00:00.000Z", null, null, null, 0, null, null);
        return window(
                null,
                List.of(target(List.of(), null, List.of(drained, draining), List.of())),
                new OpenWindow(phase, 2, 1, 0, "2026-11-22T10:00:04.000Z", "2026-11-22T10:05:00.000Z"));
    }

    static WindowView many(int pods) {
        List<RecordedPause> pauses = IntStream.range(0, pods)
                .mapToObj(i -> new RecordedPause(
                        "pod-" + i,
                        "uid-" + i,
                        "10.0.0.1:1",
                        "2026-11-22T10:00:00.000Z",
                        "2026-11-22T10:00:01.000Z",
                        "2026-11-22T10:00:09.000Z",
                        "2026-11-22T10:00:10.000Z",
                        1,
                        null,
                        null))
                .toList();
        RecordedDrift last = new RecordedDrift(
                "NOT_READY",
                "pod-" + (pods - 1),
                "uid-" + (pods - 1),
                "2026-11-22T10:00:05.000Z",
                "watch",
                "is not Ready");
        return window("INCONSISTENT", List.of(target(List.of(), null, pauses, List.of(last))), null);
    }

    static WindowView hostile() {
        RecordedPause pause = new RecordedPause(
                HOSTILE, HOSTILE, HOSTILE, "2026-11-22T10:00:00.000Z", "never", null, null, 3, HOSTILE, null);
        RecordedDrift drift =
                new RecordedDrift(HOSTILE, HOSTILE, HOSTILE, "2026-11-22T10:00:05.000Z", HOSTILE, HOSTILE);
        return window(
                HOSTILE,
                List.of(target(List.of(pod(HOSTILE, HOSTILE, true, 0, HOSTILE)), null, List.of(pause), List.of(drift))),
                null);
    }

    private static WindowView window(String verdict, List<RecordedTarget> targets, OpenWindow live) {
        BuildRecord record = new BuildRecord(
                1,
                HOSTILE.equals(verdict) ? HOSTILE : "w",
                verdict,
                false,
                null,
                List.of(),
                List.of(),
                null,
                new RecordedTimes("2026-11-22T10:00:00.000Z", null, null, null, null, null, null, null, null, 10_000),
                null,
                null,
                List.of(),
                targets,
                null,
                null,
                null,
                null,
                null);
        return live == null ? WindowView.of(record, (String) null) : WindowView.of(record, live);
    }
}
