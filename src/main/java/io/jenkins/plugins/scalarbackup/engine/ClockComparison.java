package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import java.util.Optional;

/**
 * Tells whether our clock stepped during a restart of the controller: only the API server's clock can show that.
 *
 * @param offset the larger of the two offsets; null if none is known
 * @param deviationMillis the difference between them
 * @param step what to say if our clock stepped, or if that is unknown; empty if it did not
 * @param isKnown whether both are known
 */
record ClockComparison(ClockOffset offset, long deviationMillis, Optional<String> step, boolean isKnown) {
    static ClockComparison of(ClockOffset before, ClockOffset now) {
        if (before == null || now == null) {
            return new ClockComparison(
                    before == null ? now : before,
                    0,
                    Optional.of(
                            "whether the controller's clock stepped over its restart can't be told: its offset against"
                                    + " the API server was not measured before and after"),
                    false);
        }
        long step = Math.abs(before.millis() - now.millis());
        boolean stepped = step > WindowClocks.STEP.toMillis() + before.uncertaintyMillis() + now.uncertaintyMillis();
        return new ClockComparison(
                now.worstMillis() > before.worstMillis() ? now : before,
                step,
                stepped
                        ? Optional.of("the controller's clock stepped by " + step
                                + " ms over its restart, so the times can't be trusted")
                        : Optional.empty(),
                true);
    }
}
