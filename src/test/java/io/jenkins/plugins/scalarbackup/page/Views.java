package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.page.TargetView.Container;
import io.jenkins.plugins.scalarbackup.page.TargetView.Pause;
import io.jenkins.plugins.scalarbackup.page.TargetView.Pod;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.util.List;
import java.util.stream.IntStream;

/** Windows as pages see them. */
final class Views {
    /** What a pod can't be called in Kubernetes, but a page must not rely on that. */
    static final String HOSTILE = "<script>alert('x')</script>\"&\u0000\u0008]]>";

    private Views() {}

    static WindowView of(WindowRecord record) throws Exception {
        BuildRecord report = BuildRecord.of(record, Samples.BUILD, Samples.PLUGIN, RestoreInstructions.databases());
        return WindowView.of(report.asMap(), "consistent-backup");
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

    static Pod pod(String name, String uid, boolean ready, int restarts, String containerId) {
        return new Pod(
                name,
                uid,
                "Running",
                ready,
                false,
                "n",
                "10.0.0.1",
                restarts,
                List.of(new Container("c", containerId, restarts, "example.com/c:1", null)));
    }

    static TargetView target(List<Pod> before, List<Pod> after, List<Pause> pauses, List<DriftView> drift) {
        return new TargetView(
                "https://10.0.0.1",
                "ns",
                "r",
                "app=r",
                "scalardb",
                null,
                List.of(),
                60053,
                "podIp",
                List.of(),
                before,
                after,
                pauses,
                drift);
    }

    /** An open window: one of two pods has drained. */
    static WindowView open(String phase) {
        Pause drained = new Pause(
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
        Pause draining =
                new Pause("b", "uid-b", "10.0.0.2:1", "2026-11-22T10:00:00.000Z", null, null, null, 0, null, null);
        return window(
                null,
                List.of(target(List.of(), null, List.of(drained, draining), List.of())),
                new WindowView.Live(phase, 2, 1, 0, "2026-11-22T10:00:04.000Z", "2026-11-22T10:05:00.000Z"));
    }

    static WindowView many(int pods) {
        List<Pause> pauses = IntStream.range(0, pods)
                .mapToObj(i -> new Pause(
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
        DriftView last = new DriftView(
                "NOT_READY",
                "pod-" + (pods - 1),
                "uid-" + (pods - 1),
                "2026-11-22T10:00:05.000Z",
                "watch",
                "is not Ready");
        return window("INCONSISTENT", List.of(target(List.of(), null, pauses, List.of(last))), null);
    }

    static WindowView hostile() {
        Pause pause =
                new Pause(HOSTILE, HOSTILE, HOSTILE, "2026-11-22T10:00:00.000Z", "never", null, null, 3, HOSTILE, null);
        DriftView drift = new DriftView(HOSTILE, HOSTILE, HOSTILE, "2026-11-22T10:00:05.000Z", HOSTILE, HOSTILE);
        return window(
                HOSTILE,
                List.of(target(List.of(pod(HOSTILE, HOSTILE, true, 0, HOSTILE)), null, List.of(pause), List.of(drift))),
                null);
    }

    private static WindowView window(String verdict, List<TargetView> targets, WindowView.Live live) {
        return new WindowView(
                HOSTILE.equals(verdict) ? HOSTILE : "w",
                verdict,
                false,
                null,
                List.of(),
                List.of(),
                null,
                new WindowView.Times("2026-11-22T10:00:00.000Z", null, null, null, null, null, null, 10_000),
                null,
                null,
                List.of(),
                targets,
                null,
                live,
                null);
    }
}
