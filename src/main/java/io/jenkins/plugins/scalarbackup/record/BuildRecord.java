package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.util.List;
import java.util.Map;

/**
 * A window's record with what only Jenkins knows, in its three forms: {@link #asMap()} is what the steps return, {@link
 * #asJson()} the same as {@code consistent-backup.json}, {@link #asText()} the same for people.
 *
 * @param window the window; its times are cut to the milliseconds that the record has, so that durations and restore
 *     point agree with the times beside them
 * @param build whose it was
 * @param plugin what made it
 * @param databases the names of the window's databases, each once
 * @param plans how to restore each of them; empty when there is no restore point
 */
public record BuildRecord(
        WindowRecord window, BuildFacts build, PluginFacts plugin, List<String> databases, List<RestorePlan> plans) {
    public BuildRecord {
        window = inMillis(window);
        databases = List.copyOf(databases);
        plans = List.copyOf(plans);
    }

    /**
     * The report of a window.
     *
     * @param databases names of {@link RestoreInstructions#databases()} for which to say how to restore them; may be empty
     * @throws RefusedException for a database that is none; to be avoided by {@link RestoreInstructions#check} before the
     *     window, since a record must be written whatever happens
     */
    public static BuildRecord of(WindowRecord window, BuildFacts build, PluginFacts plugin, List<String> databases)
            throws RefusedException {
        return new BuildRecord(
                window,
                build,
                plugin,
                databases.stream().distinct().toList(),
                RestorePlan.forDatabases(databases, inMillis(window)));
    }

    /** How to restore each database, for people. */
    List<RestoreInstructions> instructions() {
        return plans.stream().map(RestoreInstructions::of).toList();
    }

    /** LinkedHashMap, ArrayList, String, Long, Boolean and null: what the Groovy sandbox lets a pipeline use. */
    public Map<String, Object> asMap() {
        return new RecordMap(this).make();
    }

    /** The record as JSON, by the schema. */
    public String asJson() {
        return RecordJson.write(asMap());
    }

    /** The record for people, at most 100 columns. */
    public String asText() {
        return new RecordText(this).make();
    }

    private static WindowRecord inMillis(WindowRecord window) {
        WindowTimes exact = window.times();
        WindowTimes times = new WindowTimes(
                Times.toMillis(exact.pauseStarted()),
                Times.toMillis(exact.pauseCompleted()),
                Times.toMillis(exact.verifiedUntil()),
                Times.toMillis(exact.unpauseStarted()),
                Times.toMillis(exact.unpauseCompleted()),
                exact.requestedMillis());
        return new WindowRecord(
                window.id(),
                window.verdict(),
                window.windowProven(),
                window.bodyCompleted(),
                window.reasons(),
                window.warnings(),
                times,
                window.clockOffset(),
                window.drift(),
                window.targets());
    }
}
