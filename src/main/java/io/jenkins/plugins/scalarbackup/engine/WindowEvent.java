package io.jenkins.plugins.scalarbackup.engine;

import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.CLOSING;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.ENDED;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.OPEN;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.PAUSING;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.PREPARING;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.UNPAUSING;
import static io.jenkins.plugins.scalarbackup.model.WindowState.Phase.VERIFYING;

import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The events that take a window from one phase to the next, with the whole table: {@code (phase, event) -> phase}. Nothing
 * else changes a window's phase. docs/architecture.md shows the same table; a test compares the two.
 */
enum WindowEvent {
    /** Nothing was paused, and nothing will be. Repeated if a preparation ends after an error had ended it. */
    REFUSED(from(PREPARING, ENDED), from(ENDED, ENDED)),
    /** The intent is on disk, the locks are ours, and the first Pause is sent next. */
    PAUSE_BEGUN(from(PREPARING, PAUSING)),
    /** Every pod has drained, and CheckPaused says that it is paused. */
    PAUSED(from(PAUSING, OPEN)),
    /** A pod failed or changed, the window was stopped, or the limit was reached before all were paused. */
    ROLLED_BACK(from(PAUSING, UNPAUSING)),
    /** The block ended, or the closing step ran: the closing check begins. */
    CLOSE_BEGUN(from(OPEN, CLOSING)),
    /** The closing check was answered. */
    CLOSED(from(CLOSING, UNPAUSING)),
    /** The window ends at once, without a closing check or before all pods have answered it. */
    CUT_SHORT(from(OPEN, UNPAUSING), from(CLOSING, UNPAUSING)),
    /** All pods are unpaused, or the time is up and the tries continue. */
    PODS_UNPAUSED(from(UNPAUSING, VERIFYING)),
    /** The pods were compared, and the locks renewed again. */
    VERIFIED(from(VERIFYING, ENDED)),
    /** A start of the controller continues what an earlier one left in the journal. */
    ADOPTED(
            from(PREPARING, PAUSING),
            from(PAUSING, PAUSING),
            from(OPEN, OPEN),
            from(CLOSING, CLOSING),
            from(UNPAUSING, UNPAUSING),
            from(VERIFYING, UNPAUSING),
            from(ENDED, ENDED));

    private record Row(Phase before, Phase after) {}

    private final Map<Phase, Phase> table = new EnumMap<>(Phase.class);

    WindowEvent(Row... rows) {
        for (Row row : rows) {
            table.put(row.before(), row.after());
        }
    }

    private static Row from(Phase before, Phase after) {
        return new Row(before, after);
    }

    /** The phase that follows. An event that is invalid in the phase is an internal error. */
    Phase after(Phase before) {
        Phase after = table.get(before);
        if (after == null) {
            throw new IllegalStateException("a window that is " + before + " does not know the event " + this
                    + ", which comes in " + table.keySet() + " only");
        }
        return after;
    }

    /** The next phase by current phase. */
    Map<Phase, Phase> table() {
        return Collections.unmodifiableMap(table);
    }
}
