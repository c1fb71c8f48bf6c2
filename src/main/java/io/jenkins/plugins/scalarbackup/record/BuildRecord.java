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
 * A window's record. All its forms are created from this type and its components: {@code consistent-backup.json}, the
 * Map that steps return, {@code consistent-backup.txt}, the window's page and the remote API.
 *
 * <p><b>Where a key of the record comes from:</b> each component here is a key, of the same name and in the same order;
 * a component that is a record of this package is an object with that record's components as its keys. {@link #of} and
 * the {@code of} of those records map the values of the protocol ({@link WindowRecord}) to keys. To add a key, add a
 * component, and a line to the schema. A key without a value is {@code null}; only those annotated with
 * {@link JsonInclude} are left out instead.
 *
 * <p>Reading is tolerant: keys of a newer plugin are ignored, and keys that an older plugin did not write are null or
 * empty. So readers of a stored record must handle null wherever it is possible, also in {@code verdict}.
 *
 * @param schemaVersion the version of the schema that the record follows
 * @param id the window's ID
 * @param verdict the name of a {@link io.jenkins.plugins.scalarbackup.model.Verdict}; null while the window is open
 * @param windowProven whether databases can be restored to it
 * @param bodyCompleted whether the block returned; null if there was none
 * @param reasons why the backup is not consistent
 * @param warnings what the reader should know in any case
 * @param build the build it belongs to
 * @param window the times of the window
 * @param restore the times to which databases can be restored, and the instructions
 * @param clock the offsets between the clocks
 * @param drift the drift of the window as a whole
 * @param targets the targets whose pods were paused
 * @param watchdog whether a watchdog in the cluster covers it; left out if unknown
 * @param expectEveryHours the maximum age in hours of these workloads' newest proven window; left out if none is set
 * @param expectRestorableEveryHours the same for the newest window known to be restorable
 * @param expectRestoreTestEveryHours the same for the newest window whose restore was tested and found sound
 * @param plugin the software that created it
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
     * Creates the record of a window that has ended.
     *
     * @param databases names of {@link RestoreInstructions#databases()} to give restore instructions for; may be empty
     * @throws RefusedException if a database is unknown. Call {@link RestoreInstructions#check} before the window to
     *     prevent this, since a record must be written in any case
     */
    public static BuildRecord of(WindowRecord window, BuildFacts build, PluginFacts plugin, List<String> databases)
            throws RefusedException {
        return of(window, build, plugin, databases, RestorePlan.forDatabases(databases, inMillis(window)));
    }

    /** Creates the record of an ended window without databases. */
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
     * Returns a copy with the expectation for its workloads.
     *
     * @param expected the expectation; null if there is none
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

    /** Returns how often which kind of window is expected of its workloads. */
    public Expectation expectation() {
        return new Expectation(expectEveryHours, expectRestorableEveryHours, expectRestoreTestEveryHours)
                .withoutInvalid();
    }

    /**
     * Creates a preliminary record of a window that has not ended. It is shown, but never written.
     *
     * @param now the current time
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
     * Parses a stored record.
     *
     * @throws IOException if it is not a record
     */
    public static BuildRecord read(String json) throws IOException {
        return RecordJson.read(json, BuildRecord.class);
    }

    /**
     * Converts a Map that a step returned back to a record.
     *
     * @throws IllegalArgumentException if it is not a record
     */
    public static BuildRecord read(Map<String, Object> returned) {
        return RecordJson.convert(returned, BuildRecord.class);
    }

    /**
     * Returns the record as LinkedHashMap, ArrayList, String, Long, Boolean and null: types that the Groovy sandbox
     * lets a pipeline use.
     */
    public Map<String, Object> asMap() {
        return RecordJson.map(this);
    }

    /** Returns the record as JSON that follows the schema. */
    public String asJson() {
        return RecordJson.write(this);
    }

    /** Returns the record as text for people, at most 100 columns wide. */
    public String asText() {
        return new RecordText(this).render();
    }

    /**
     * Truncates times to milliseconds, the record's resolution, so that durations and restore point agree with them.
     */
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
     * Returns how much shorter than the default the requested window was because the clocks of its databases were
     * measured, in milliseconds; null if it was not shorter, or for another reason.
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
