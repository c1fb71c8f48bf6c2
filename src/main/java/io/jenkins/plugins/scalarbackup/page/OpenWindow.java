package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.RecordParts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A window that is not over.
 *
 * @param state what is known of it
 * @param build whose it is
 * @param now when that was
 */
public record OpenWindow(WindowState state, BuildFacts build, Instant now) {
    /** As pages show it. */
    WindowView view() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", state.holder().window());
        map.put("reasons", state.reasons());
        map.put("warnings", state.warnings());
        map.put("build", whose());
        map.put("window", timesOf());
        map.put("drift", RecordParts.list(state.drift(), RecordParts::drift));
        map.put("targets", RecordParts.list(state.targets(), this::target));
        map.put("live", live());
        return WindowView.of(map, null);
    }

    private Map<String, Object> whose() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("job", build.job());
        map.put("number", build.number());
        map.put("url", build.url());
        map.put("attempt", build.attempt());
        return map;
    }

    private Map<String, Object> timesOf() {
        WindowTimes times = state.times();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pauseStarted", RecordParts.time(times.pauseStarted()));
        map.put("pauseCompleted", RecordParts.time(times.pauseCompleted()));
        map.put("verifiedUntil", RecordParts.time(times.verifiedUntil()));
        map.put("unpauseStarted", RecordParts.time(times.unpauseStarted()));
        map.put("unpauseCompleted", RecordParts.time(times.unpauseCompleted()));
        map.put("durationMillis", times.durationMillis());
        map.put("outageMillis", times.outageMillis());
        map.put("requestedMillis", times.requestedMillis());
        return map;
    }

    private Map<String, Object> target(WindowState.TargetState target) {
        Map<String, Object> map = RecordParts.target(target.target());
        RecordParts.versions(map, target.target(), target.before().livePods(), now);
        map.put("podsBefore", RecordParts.list(target.before().livePods(), RecordParts::pod));
        map.put(
                "pauses",
                RecordParts.list(
                        target.pods().stream()
                                .map(WindowState.PodState::recorded)
                                .filter(pause -> pause.pauseSentAt() != null)
                                .toList(),
                        RecordParts::pause));
        map.put("drift", RecordParts.list(target.drift(), RecordParts::drift));
        return map;
    }

    private WindowView.Live live() {
        List<PodPause> pods = state.targets().stream()
                .flatMap(target -> target.pods().stream())
                .map(WindowState.PodState::recorded)
                .toList();
        Instant started = state.times().pauseStarted();
        return new WindowView.Live(
                state.phase().name(),
                pods.size(),
                (int) pods.stream().filter(pod -> pod.pauseAnsweredAt() != null).count(),
                (int) pods.stream()
                        .filter(pod -> pod.unpauseConfirmedAt() != null)
                        .count(),
                RecordParts.time(now),
                started == null
                        ? null
                        : RecordParts.time(started.plus(state.parameters().maxOutage())));
    }
}
