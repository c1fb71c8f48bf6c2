package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The record of a window: the content of {@code consistent-backup.json} without what only Jenkins knows (the build, the
 * plugin).
 *
 * @param id the window's ID
 * @param verdict its outcome
 * @param windowProven whether every pod is proven to have been drained and paused from {@code pauseCompleted} to
 *     {@code verifiedUntil}, so that none can have begun or committed a transaction that writes
 * @param bodyCompleted whether the body returned normally; null if there was none
 * @param reasons why it is not {@link Verdict#CONSISTENT}, one sentence each
 * @param warnings what the reader should know in any case
 * @param times the times of its events
 * @param clockOffset the offset of the API server's clock from the controller's; null if it could not be measured
 * @param drift drift that concerns no single target
 * @param targets at least one
 * @param databaseClocks the offsets of the databases' clocks from the controller's, as far as measured
 * @param watchdog whether watchdogs cover it; null if unknown
 */
public record WindowRecord(
        String id,
        Verdict verdict,
        boolean windowProven,
        Boolean bodyCompleted,
        List<String> reasons,
        List<String> warnings,
        WindowTimes times,
        ClockOffset clockOffset,
        List<Drift> drift,
        List<TargetRecord> targets,
        DatabaseClocks databaseClocks,
        WatchdogCoverage watchdog) {
    public WindowRecord {
        reasons = reasons.stream().map(Sentences::tidy).toList();
        warnings = warnings.stream().map(Sentences::tidy).toList();
        drift = List.copyOf(drift);
        targets = List.copyOf(targets);
    }

    /**
     * Returns when most pods were known to be unpaused or gone: more than half of them, of two the first; null if they
     * are not.
     */
    public Instant mostPodsOpenAt() {
        List<Instant> open = unpausedAt().filter(Objects::nonNull).sorted().toList();
        long pods = unpausedAt().count();
        int most = (int) (pods == 2 ? 1 : pods / 2 + 1);
        return pods == 0 || open.size() < most ? null : open.get(most - 1);
    }

    /** Returns when the last pod was known to be unpaused or gone; null if one is not. */
    public Instant lastPodOpenAt() {
        return unpausedAt().anyMatch(Objects::isNull)
                ? null
                : unpausedAt().max(Comparator.naturalOrder()).orElse(null);
    }

    /** Returns when each pod that may have been paused, by anybody, was known to be unpaused; null if it is not. */
    private Stream<Instant> unpausedAt() {
        Map<String, Optional<Instant>> opened = new LinkedHashMap<>();
        targets.stream()
                .flatMap(target -> target.pauses().stream())
                .filter(PodPause::mayHaveBeenPaused)
                .forEach(pause -> opened.put(
                        pause.uid(),
                        pause.notOurs() == null ? Optional.ofNullable(pause.unpauseConfirmedAt()) : Optional.empty()));
        return opened.values().stream().map(at -> at.orElse(null));
    }

    /**
     * The restore point; its fields are null unless the window is proven. None is recommended if the controller's clock was
     * measured to be off by more than the window tolerates, or could not be measured, because databases use other clocks.
     */
    public RestorePoint restorePoint() {
        if (!windowProven) {
            return RestorePoint.NONE;
        }
        RestorePoint point = RestorePoint.inside(times);
        boolean clockIsOff = point.recommended() != null
                && (clockOffset == null || clockOffset.worstMillis() > point.toleratedClockSkewMillis());
        return clockIsOff ? new RestorePoint(null, point.notBefore(), point.notAfter(), null) : point;
    }

    /** The restore point by a database's clock if that was measured, else {@link #restorePoint()}. */
    public RestorePoint restorePoint(String database) {
        return databaseClocks
                .of(database)
                .filter(measured -> windowProven)
                .map(measured -> measured.restorePoint(times))
                .orElseGet(this::restorePoint);
    }
}
