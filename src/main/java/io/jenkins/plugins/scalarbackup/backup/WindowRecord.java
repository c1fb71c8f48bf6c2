package io.jenkins.plugins.scalarbackup.backup;

import java.util.List;

/**
 * What a window leaves behind: the content of {@code consistent-backup.json}, less what only Jenkins knows (the build,
 * the plugin).
 *
 * @param id the window's ID
 * @param verdict what became of it
 * @param windowProven whether every pod was drained and paused, so that none can have begun or committed a
 *     transaction that writes, from {@code pauseCompleted} to {@code
 *     verifiedUntil}
 * @param bodyCompleted whether the body returned normally; null where there was none
 * @param reasons why it is not {@link Verdict#CONSISTENT}, a sentence each
 * @param warnings what the reader should know all the same
 * @param times when what happened
 * @param clockOffset the API server's clock against the controller's; null when it could not be measured
 * @param drift what concerns no single target
 * @param targets at least one
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
        List<TargetRecord> targets) {
    public WindowRecord {
        reasons = reasons.stream().map(Sentences::tidy).toList();
        warnings = warnings.stream().map(Sentences::tidy).toList();
        drift = List.copyOf(drift);
        targets = List.copyOf(targets);
    }

    /**
     * The restore point; empty fields unless the window is proven. None is recommended where the controller's clock was
     * measured to be off by more than the window tolerates, or could not be measured: databases go by other clocks.
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
}
