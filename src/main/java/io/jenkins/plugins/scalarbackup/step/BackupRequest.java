package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.keeper.MeasuredClocks;
import io.jenkins.plugins.scalarbackup.keeper.WindowRequest;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The parameters of {@code consistentBackup}, from which it requests windows.
 *
 * @param targets the targets, as the author wrote them
 * @param window the window's settings, as the author wrote them
 * @param databases the databases for which the record has restore instructions
 */
record BackupRequest(TargetParameters targets, WindowSettings window, List<String> databases) {
    /**
     * Creates the request for one attempt. If the author wants it, the window is as long as the measured clocks
     * require.
     *
     * @param log receives lines for the build's log
     * @throws RefusedException if a parameter is invalid, or a clock was not measured
     */
    WindowRequest forAttempt(int attempt, StepContext context, Consumer<String> log) throws Exception {
        Run<?, ?> run = context.get(Run.class);
        return new WindowRequest(
                run,
                context.get(TaskListener.class),
                targets.check().resolve(context),
                window.isMeasured() ? measured(run, log) : window.check(true),
                true,
                attempt,
                databases,
                window.isMeasured(),
                window.expectation());
    }

    private WindowParameters measured(Run<?, ?> run, Consumer<String> log) throws Exception {
        Optional<String> missing = MeasuredClocks.missing(run, databases);
        if (missing.isPresent()) {
            throw new RefusedException(missing.get());
        }
        Instant now = Instant.now();
        long largest = MeasuredClocks.of(run).stream()
                .filter(clock -> databases.contains(clock.database()))
                .mapToLong(clock -> clock.uncertaintyAt(now))
                .max()
                .orElse(0);
        WindowParameters measured = window.checkMeasured(largest);
        log.accept("skewWindow is " + measured.skewWindow().toSeconds() + " s: the clock of each database is known to "
                + largest + " ms or better.");
        return measured;
    }
}
