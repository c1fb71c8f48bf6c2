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
 * What {@code consistentBackup} asks the keeper for.
 *
 * @param targets as the author wrote them
 * @param window as the author wrote it
 * @param databases for which the record says how to restore them
 */
record BackupRequest(TargetParameters targets, WindowSettings window, List<String> databases) {
    /**
     * The request for one attempt, with the window as long as the clocks need it that were measured, where that was
     * asked for.
     *
     * @param log takes a line for the build
     * @throws RefusedException when a parameter is wrong, or a clock was not measured
     */
    WindowRequest forAttempt(int attempt, StepContext context, Consumer<String> log) throws Exception {
        Run<?, ?> run = context.get(Run.class);
        return new WindowRequest(
                run,
                context.get(TaskListener.class),
                targets.check().in(context),
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
