package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The progress of a window that has not ended.
 *
 * @param phase the name of a {@code WindowState.Phase}
 * @param pods the number of pods to be paused
 * @param drained the number of pods that have drained
 * @param opened the number of pods that are unpaused again
 * @param now the time of this state
 * @param opensAt the latest time at which its pods are unpaused; null before the pause
 */
@ExportedBean(defaultVisibility = 999)
public record OpenWindow(
        @Exported String phase,
        @Exported int pods,
        @Exported int drained,
        @Exported int opened,
        @Exported String now,
        @Exported String opensAt) {
    static OpenWindow of(WindowState state, Instant now) {
        List<PodPause> pods = state.targets().stream()
                .flatMap(target -> target.pods().stream())
                .map(WindowState.PodState::recorded)
                .toList();
        Instant started = state.times().pauseStarted();
        return new OpenWindow(
                state.phase().name(),
                pods.size(),
                count(pods, PodPause::pauseAnsweredAt),
                count(pods, PodPause::unpauseConfirmedAt),
                Times.iso(now),
                started == null
                        ? null
                        : Times.iso(started.plus(state.parameters().maxOutage())));
    }

    private static int count(List<PodPause> pods, Function<PodPause, Instant> time) {
        return (int) pods.stream().filter(pod -> time.apply(pod) != null).count();
    }

    /** Returns the phase as a short text. */
    String phaseInWords() {
        return switch (phase) {
            case "PREPARING" -> Messages.OpenWindow_Preparing();
            case "PAUSING" -> Messages.OpenWindow_Pausing();
            case "OPEN" -> Messages.OpenWindow_Open();
            case "CLOSING" -> Messages.OpenWindow_Closing();
            case "UNPAUSING" -> Messages.OpenWindow_Unpausing();
            default -> opensAt == null ? Messages.OpenWindow_Refused() : Messages.OpenWindow_Verifying();
        };
    }

    /** Returns the progress as a sentence. */
    String inWords() {
        return switch (phase) {
            case "PREPARING" -> Messages.OpenWindow_NothingYet();
            case "PAUSING" -> Messages.OpenWindow_Drained(drained, pods);
            case "OPEN" -> Messages.OpenWindow_Paused(drained, pods);
            case "CLOSING" -> Messages.OpenWindow_AskedOnceMore();
            case "UNPAUSING" -> Messages.OpenWindow_Opened(opened, pods);
            default -> opensAt == null ? Messages.OpenWindow_EndedBefore() : Messages.OpenWindow_Comparing();
        };
    }

    /** Returns the time of day of {@code opensAt}, in UTC. */
    public String opensAtTime() {
        return Times.timeOfDay(opensAt);
    }

    /**
     * Returns whether a person can end the pause by hand: pods may be paused, and the window is not yet being closed.
     */
    public boolean offersUnpause() {
        return phase.equals("PAUSING") || phase.equals("OPEN");
    }
}
