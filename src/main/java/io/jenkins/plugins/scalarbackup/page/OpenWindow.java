package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.Plural;
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
            case "PREPARING" -> "being prepared";
            case "PAUSING" -> "draining";
            case "OPEN" -> "open";
            case "CLOSING" -> "closing";
            case "UNPAUSING" -> "unpausing";
            default -> opensAt == null ? "refused" : "being verified";
        };
    }

    /** What is going on, in a sentence. */
    String inWords() {
        String ofPods = " of " + Plural.count(pods, "pod");
        return switch (phase) {
            case "PREPARING" -> "lock, snapshot, pre-flight; nothing is paused yet.";
            case "PAUSING" -> drained + ofPods + " drained and paused.";
            case "OPEN" -> drained + ofPods + " paused, and no transaction that writes is in flight.";
            case "CLOSING" -> "the pods are asked once more whether they were paused all the time.";
            case "UNPAUSING" -> opened + ofPods + Plural.choose(opened, " accepts", " accept") + " transactions again.";
            default ->
                opensAt == null
                        ? "it ended before any pod was paused; the log says why."
                        : "production is open; the pods are compared with what they were, and the record is made.";
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
