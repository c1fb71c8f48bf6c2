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
 * How far a window is that is not over.
 *
 * @param phase the name of a {@code WindowState.Phase}
 * @param pods how many pods it pauses
 * @param drained how many have drained
 * @param opened how many are open again
 * @param now when this was
 * @param opensAt when its pods are opened at the latest; null before the pause
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

    /** What it is, in a word. */
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

    /** What is going on, in a sentence. */
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

    /** Time of day, UTC. */
    public String opensAtTime() {
        return Times.timeOfDay(opensAt);
    }

    /** Whether pods may be paused, so that there is something to open. */
    public boolean mayBePaused() {
        return phase.equals("PAUSING") || phase.equals("OPEN");
    }
}
