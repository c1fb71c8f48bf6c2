package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.BuildAborts;
import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs {@code measureClock}: runs the block once for each sample, and stores the result with the build. It occupies no
 * thread while it waits, and continues after a restart of the controller.
 */
final class MeasureClockExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;

    /** The phase of the execution; explicit, so that it can continue after a restart of the controller. */
    enum Phase {
        /** Waiting for the next sample. */
        WAITING,
        /** The block runs. */
        READING,
        /** All samples are taken, or no more will be. */
        ENDING
    }

    private final ClockMeasurement measurement;
    private volatile Phase phase = Phase.WAITING;
    /** The number of times the block was started. */
    private int runs;

    private BodyExecution body;
    /** The number of aborts of the build before this step; null until determined. */
    private Integer abortsNoted;

    private volatile Throwable interruption;
    /** Why there will be no measurement. */
    private volatile Throwable failure;

    private transient volatile BuildAborts aborts;

    MeasureClockExecution(StepContext context, ClockMeasurement measurement) {
        super(context);
        this.measurement = measurement;
    }

    @Override
    public boolean start() throws Exception {
        try {
            ClockMeasurement.check(measurement.database(), measurement.samples());
        } catch (RefusedException refusal) {
            throw new AbortException(refusal.getMessage());
        }
        inBackground(() -> {
            aborts();
            read();
        });
        return false;
    }

    private void read() throws Exception {
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            if (phase != Phase.WAITING || body != null) {
                return;
            }
            runs++;
            body = getContext()
                    .newBodyInvoker()
                    .withCallback(new ClockSample(this, runs))
                    .start();
        }
    }

    /** Called on the thread that also saves the program, so that the saved phase agrees with whether a block runs. */
    synchronized void blockStarted(int number) {
        if (phase == Phase.WAITING && number == runs) {
            phase = Phase.READING;
        }
    }

    /** Handles the block's value. Called on the CPS VM thread, because the value may only be used there. */
    void blockReturned(int number, Object value, ControllerTime began, ControllerTime ended) {
        Optional<String> remark = Optional.empty();
        synchronized (this) {
            if (phase == Phase.ENDING || number != runs) {
                return;
            }
            body = null;
            try {
                remark = measurement.returned(value, began, ended);
            } catch (RefusedException refusal) {
                failure = refusal;
            }
            phase = failure == null && interruption == null && !measurement.isDone() ? Phase.WAITING : Phase.ENDING;
        }
        Optional<String> line = remark;
        inBackground(() -> {
            line.ifPresent(this::log);
            proceed();
        });
    }

    /** Ends the step, because the block threw an exception of any kind. */
    void blockThrew(int number, Throwable thrown) {
        synchronized (this) {
            if (phase == Phase.ENDING || number != runs) {
                return;
            }
            body = null;
            failure = thrown;
            phase = Phase.ENDING;
        }
        getContext().onFailure(interruption == null ? thrown : interruption);
    }

    private void proceed() throws Exception {
        Throwable abort = interruption == null ? StepFailures.abortOf(aborts()) : null;
        if (abort != null) {
            // The block may have caught the abort, but the build is aborted all the same.
            interruption = abort;
        }
        if (interruption != null) {
            fail(interruption);
        } else if (failure != null) {
            fail(failure);
        } else if (phase == Phase.WAITING) {
            schedule();
        } else {
            end();
        }
    }

    private synchronized BuildAborts aborts() throws IOException, InterruptedException {
        if (aborts == null) {
            aborts = BuildAborts.since(run(), abortsNoted);
            abortsNoted = aborts.notedBefore();
        }
        return aborts;
    }

    private void schedule() {
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            Instant now = Instant.now();
            schedule(measurement.nextAt(now).toEpochMilli(), this::read);
        }
    }

    private void end() throws Exception {
        DatabaseClock clock = measurement.measured();
        Run<?, ?> run = run();
        WindowKeeper.get().measured(run, clock, measurement.at());
        log("The clock of " + clock.database() + " is " + Math.abs(clock.offsetMillis()) + " ms "
                + (clock.offsetMillis() < 0 ? "behind" : "ahead of") + " this controller's, ± "
                + clock.uncertaintyMillis() + " ms. This holds for " + DatabaseClock.HOLDS.toMinutes()
                + " minutes, as long as nobody sets either clock.");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("database", clock.database());
        result.put("offsetMillis", clock.offsetMillis());
        result.put("uncertaintyMillis", clock.uncertaintyMillis());
        result.put("measuredAt", Times.iso(clock.measuredAt()));
        result.put("samples", (long) clock.samples());
        getContext().onSuccess(result);
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        BodyExecution running;
        synchronized (this) {
            interruption = cause;
            running = body;
            cancelScheduled();
        }
        stop(running, cause);
    }

    @Override
    public void onResume() {
        inBackground(() -> {
            // Counted now, if it wasn't before, so that later aborts can be distinguished from earlier ones.
            aborts();
            if (phase == Phase.WAITING) {
                synchronized (this) {
                    // A block that was not launched before the restart doesn't exist.
                    body = null;
                }
            }
            if (phase != Phase.READING) {
                proceed();
            }
        });
    }

    @Override
    public String getStatus() {
        return phase == Phase.ENDING
                ? "noting what was measured"
                : "reading the clock of " + measurement.database() + ", sample " + (measurement.taken() + 1) + " of "
                        + measurement.samples();
    }
}
