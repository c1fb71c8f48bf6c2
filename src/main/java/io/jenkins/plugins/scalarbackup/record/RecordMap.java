package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * The record as a plain structure, property by property as the schema has it. By hand and not by reflection: the names
 * are a public interface, and the classes behind them are not.
 */
final class RecordMap {
    private static final long SCHEMA_VERSION = 1;
    private final BuildRecord report;

    RecordMap(BuildRecord report) {
        this.report = report;
    }

    LinkedHashMap<String, Object> make() {
        WindowRecord window = report.window();
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("schemaVersion", SCHEMA_VERSION);
        map.put("id", window.id());
        map.put("verdict", window.verdict().name());
        map.put("windowProven", window.windowProven());
        map.put("bodyCompleted", window.bodyCompleted());
        map.put("reasons", new ArrayList<>(window.reasons()));
        map.put("warnings", new ArrayList<>(window.warnings()));
        map.put("build", build());
        map.put("window", times(window));
        map.put("restore", restore(window.restorePoint()));
        map.put("clock", clock(window.clockOffset()));
        map.put("drift", RecordParts.list(window.drift(), RecordParts::drift));
        map.put("targets", RecordParts.list(window.targets(), this::target));
        map.put("plugin", plugin());
        return map;
    }

    private LinkedHashMap<String, Object> build() {
        BuildFacts build = report.build();
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("job", build.job());
        map.put("number", build.number());
        map.put("url", build.url());
        map.put("attempt", (long) build.attempt());
        return map;
    }

    private LinkedHashMap<String, Object> plugin() {
        PluginFacts plugin = report.plugin();
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("version", plugin.version());
        map.put("jenkins", plugin.jenkins());
        map.put("controller", plugin.controller());
        return map;
    }

    private static LinkedHashMap<String, Object> times(WindowRecord window) {
        WindowTimes times = window.times();
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("pauseStarted", Times.iso(times.pauseStarted()));
        map.put("pauseCompleted", Times.iso(times.pauseCompleted()));
        map.put("verifiedUntil", Times.iso(times.verifiedUntil()));
        map.put("unpauseStarted", Times.iso(times.unpauseStarted()));
        map.put("unpauseCompleted", Times.iso(times.unpauseCompleted()));
        map.put("mostPodsOpenAt", Times.iso(window.mostPodsOpenAt()));
        map.put("lastPodOpenAt", Times.iso(window.lastPodOpenAt()));
        map.put("durationMillis", times.durationMillis());
        map.put("outageMillis", times.outageMillis());
        map.put("requestedMillis", times.requestedMillis());
        return map;
    }

    private LinkedHashMap<String, Object> restore(RestorePoint point) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("recommended", Times.iso(point.recommended()));
        map.put("notBefore", Times.iso(point.notBefore()));
        map.put("notAfter", Times.iso(point.notAfter()));
        map.put("toleratedClockSkewMillis", point.toleratedClockSkewMillis());
        map.put("databases", new ArrayList<>(report.databases()));
        map.put("plans", RecordParts.list(report.plans(), RestorePlan::asMap));
        map.put("instructions", RecordParts.list(report.instructions(), RecordMap::instructions));
        return map;
    }

    private static LinkedHashMap<String, Object> instructions(RestoreInstructions instructions) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("database", instructions.database());
        map.put("steps", new ArrayList<>(instructions.steps()));
        return map;
    }

    private static LinkedHashMap<String, Object> clock(ClockOffset offset) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("source", "jenkins-controller");
        map.put("apiServerOffsetMillis", offset == null ? null : offset.millis());
        map.put("apiServerOffsetUncertaintyMillis", offset == null ? null : offset.uncertaintyMillis());
        return map;
    }

    private LinkedHashMap<String, Object> target(TargetRecord record) {
        LinkedHashMap<String, Object> map = RecordParts.target(record.target());
        RecordParts.versions(
                map,
                record.target(),
                record.podsBefore(),
                report.window().times().pauseStarted());
        map.put("podsBefore", RecordParts.list(record.podsBefore(), RecordParts::pod));
        map.put(
                "podsAfter",
                record.podsAfter() == null ? null : RecordParts.list(record.podsAfter(), RecordParts::pod));
        map.put("pauses", RecordParts.list(record.pauses(), RecordParts::pause));
        map.put("drift", RecordParts.list(record.drift(), RecordParts::drift));
        return map;
    }
}
