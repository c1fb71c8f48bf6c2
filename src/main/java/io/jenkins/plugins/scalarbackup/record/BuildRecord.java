package io.jenkins.plugins.scalarbackup.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A window's record, in all its forms: {@code consistent-backup.json}, the Map that steps return, {@code
 * consistent-backup.txt}, the window's page and the remote API are made of this type and those that it consists of.
 *
 * <p><b>Where a key of the record comes from:</b> each component here is a key, of the same name and in the same order;
 * a component that is a record of this package is an object with that record's components as its keys. {@link #of} and
 * the {@code of} of those records say which value of the protocol ({@link WindowRecord}) a key has. To add a key, add a
 * component and a line to the schema; a key has {@code null} where there is nothing to say, and only those that are
 * annotated so are left out then.
 *
 * <p>Reading is tolerant: keys of a newer plugin are ignored, and what an older one did not write is null, or empty. So
 * whoever reads a record that is kept must stand a null wherever one is possible, in {@code verdict} as well.
 *
 * @param schemaVersion the version of the schema that this is a record by
 * @param id the window's ID
 * @param verdict the name of a {@link io.jenkins.plugins.scalarbackup.model.Verdict}; null of a window that is open
 * @param windowProven whether it can be restored to
 * @param bodyCompleted whether the block returned; null where there was none
 * @param reasons why it is not consistent
 * @param warnings what the reader should know all the same
 * @param build whose it was
 * @param window when what happened
 * @param restore to when it can be restored, and how
 * @param clock how far the clocks were apart
 * @param drift of the window as a whole
 * @param targets whose pods were paused
 * @param watchdog whether a watchdog in the cluster stands behind it; left out where that is not known
 * @param expectEveryHours how old the newest proven window of these workloads may be; left out where nothing is expected
 * @param expectRestorableEveryHours the same of the newest one that is known to be restorable
 * @param expectRestoreTestEveryHours the same of the newest one whose restore was tested and found sound
 * @param plugin what made it
 */
public record BuildRecord(
        long schemaVersion,
        String id,
        String verdict,
        boolean windowProven,
        Boolean bodyCompleted,
        List<String> reasons,
        List<String> warnings,
        BuildFacts build,
        RecordedTimes window,
        RecordedRestore restore,
        RecordedClock clock,
        List<RecordedDrift> drift,
        List<RecordedTarget> targets,
        @JsonInclude(JsonInclude.Include.NON_NULL) RecordedWatchdog watchdog,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer expectEveryHours,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer expectRestorableEveryHours,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer expectRestoreTestEveryHours,
        PluginFacts plugin) {
    private static final long SCHEMA_VERSION = 1;

    public BuildRecord {
        reasons = RecordJson.copied(reasons);
        warnings = RecordJson.copied(warnings);
        window = window == null ? RecordedTimes.NONE : window;
        restore = restore == null ? RecordedRestore.NONE : restore;
        drift = RecordJson.copied(drift);
        targets = RecordJson.copied(targets);
    }

    /**
     * The record of a window that is over.
     *
     * @param databases names of {@link RestoreInstructions#databases()} for which to say how to restore them; may be empty
     * @throws RefusedException for a database that is none; to be avoided by {@link RestoreInstructions#check} before the
     *     window, since a record must be written whatever happens
     */
    public static BuildRecord of(WindowRecord window, BuildFacts build, PluginFacts plugin, List<String> databases)
            throws RefusedException {
        return of(window, build, plugin, databases, RestorePlan.forDatabases(databases, inMillis(window)));
    }

    /** The record of a window that was for no database. */
    public static BuildRecord of(WindowRecord window, BuildFacts build, PluginFacts plugin) {
        return of(window, build, plugin, List.of(), List.of());
    }

    private static BuildRecord of(
            WindowRecord exact, BuildFacts build, PluginFacts plugin, List<String> databases, List<RestorePlan> plans) {
        WindowRecord window = inMillis(exact);
        return new BuildRecord(
                SCHEMA_VERSION,
                window.id(),
                window.verdict().name(),
                window.windowProven(),
                window.bodyCompleted(),
                window.reasons(),
                window.warnings(),
                build,
                RecordedTimes.of(window.times(), window.mostPodsOpenAt(), window.lastPodOpenAt()),
                RecordedRestore.of(window, databases.stream().distinct().toList(), plans),
                RecordedClock.of(window),
                window.drift().stream().map(RecordedDrift::of).toList(),
                window.targets().stream()
                        .map(target -> RecordedTarget.of(target, window.times().pauseStarted()))
                        .toList(),
                RecordedWatchdog.of(window.watchdog()),
                null,
                null,
                null,
                plugin);
    }

    /**
     * The same, with how often what is to happen to its workloads.
     *
     * @param expected null where nothing is expected
     */
    public BuildRecord expecting(Expectation expected) {
        return expected == null
                ? this
                : new BuildRecord(
                        schemaVersion,
                        id,
                        verdict,
                        windowProven,
                        bodyCompleted,
                        reasons,
                        warnings,
                        build,
                        window,
                        restore,
                        clock,
                        drift,
                        targets,
                        watchdog,
                        expected.proven(),
                        expected.restorable(),
                        expected.restoreTested(),
                        plugin);
    }

    /** How often what is to happen to its workloads. */
    public Expectation expectation() {
        return new Expectation(expectEveryHours, expectRestorableEveryHours, expectRestoreTestEveryHours).tidy();
    }

    /**
     * As much of it as there is of a window that is not over. It is shown, and never written.
     *
     * @param now when that was
     */
    public static BuildRecord of(WindowState window, BuildFacts build, Instant now) {
        return new BuildRecord(
                SCHEMA_VERSION,
                window.holder().window(),
                null,
                false,
                null,
                window.reasons(),
                window.warnings(),
                build,
                RecordedTimes.of(window.times(), null, null),
                null,
                null,
                window.drift().stream().map(RecordedDrift::of).toList(),
                window.targets().stream()
                        .map(target -> RecordedTarget.of(target, now))
                        .toList(),
                RecordedWatchdog.of(window.watchdog()),
                null,
                null,
                null,
                null);
    }

    /**
     * A record that was kept.
     *
     * @throws IOException where it is none
     */
    public static BuildRecord read(String json) throws IOException {
        BuildRecord record = RecordJson.read(json, BuildRecord.class);
        if (record == null) {
            throw new IOException("there is no record in it, but null");
        }
        return record;
    }

    /**
     * The record that a step returned.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static BuildRecord read(Map<String, Object> returned) {
        return RecordJson.convert(returned, BuildRecord.class);
    }

    /** LinkedHashMap, ArrayList, String, Long, Boolean and null: what the Groovy sandbox lets a pipeline use. */
    public Map<String, Object> asMap() {
        return RecordJson.map(this);
    }

    /** The record as JSON, by the schema. */
    public String asJson() {
        return RecordJson.write(this);
    }

    /** The record for people, at most 100 columns. */
    public String asText() {
        return new RecordText(this).make();
    }

    /** Times are cut to the milliseconds that the record has, so that durations and restore point agree with them. */
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
                window.targets(),
                window.databaseClocks(),
                window.watchdog());
    }

    /**
     * How much shorter the window was asked to be than one of which no clock is known, in milliseconds; null where it was
     * not, or not because its databases' clocks are known.
     */
    public Long shorterByMillis() {
        long shorter = TimeUnit.SECONDS.toMillis(WindowParameters.DEFAULT_SKEW_WINDOW) - window.requestedMillis();
        boolean isMeasured = !restore.databases().isEmpty()
                && clock != null
                && restore.databases().stream().allMatch(database -> clock.databases().stream()
                        .anyMatch(measured -> database.equals(measured.database())));
        return isMeasured && window.requestedMillis() > 0 && shorter > 0 ? shorter : null;
    }
}
