package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.ArtifactWriter;
import io.jenkins.plugins.scalarbackup.record.ArtifactWriter.Written;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.PluginFacts;
import io.jenkins.plugins.scalarbackup.record.RecordFiles;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.RecordedPoint;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** Makes a record when a window ends: stores it below JENKINS_HOME, then as an artifact of the build (invariant I3). */
public final class RecordPublisher {
    private static final Logger LOGGER = Logger.getLogger(RecordPublisher.class.getName());

    /** The time limit for an artifact manager or a disk. */
    static final Duration ARCHIVE_TIMEOUT = Duration.ofSeconds(60);
    /** The time for which a build waits until the last lines are in its log. */
    private static final Duration LAST_LINES_TIMEOUT = Duration.ofSeconds(5);
    /** Delay before a retry if a record could not be stored anywhere. */
    private static final Duration RETRY_DELAY = Duration.ofSeconds(30);

    private final RecordStore store;
    private final ArtifactWriter artifacts;
    private final PluginFacts plugin;
    private final Executor blocking;
    private final Map<String, UnwrittenRecord> unwritten = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final KeyedRetries tries = new KeyedRetries(RETRY_DELAY);

    RecordPublisher(Path directory, ControllerIdentity identity, Executor blocking) {
        this.blocking = blocking;
        store = new RecordStore(
                directory, () -> ScalarBackupConfiguration.get().getKeptRecords(), () -> ScalarBackupConfiguration.get()
                        .getProtectedWindows());
        artifacts = new ArtifactWriter(store);
        String version = RecordPublisher.class.getPackage().getImplementationVersion();
        plugin = new PluginFacts(version == null ? "development" : version, Jenkins.VERSION, identity.instance());
    }

    /** Returns the records of this controller. */
    public RecordStore store() {
        return store;
    }

    /**
     * A window whose record could not be stored anywhere so far.
     *
     * @param window the window
     * @param why the reason, as a sentence for the reader
     */
    private record UnwrittenRecord(ManagedWindow window, String why) {}

    /**
     * Returns the IDs of a job's windows whose records could not be stored anywhere so far. The journal still has the
     * facts for these records.
     */
    Stream<String> unwrittenOf(String job) {
        return unwritten.values().stream()
                .map(UnwrittenRecord::window)
                .filter(window -> window.buildRef().job().equals(job))
                .map(ManagedWindow::id);
    }

    /** Returns the windows whose records could not be stored anywhere so far, for the monitor. */
    List<PodLeftPaused> leftPaused() {
        return unwritten.values().stream().map(RecordPublisher::leftPaused).toList();
    }

    private static PodLeftPaused leftPaused(UnwrittenRecord unwritten) {
        ManagedWindow window = unwritten.window();
        return new PodLeftPaused(
                window.id(),
                window.build(),
                window.pauseStarted(),
                new StillPaused(
                        PodLeftPaused.NO_POD,
                        "none",
                        "The window is over, but " + unwritten.why() + ". It is tried again every 30 s.",
                        "df -h; free some space below JENKINS_HOME/scalar-backup, or fix its permissions"));
    }

    /**
     * Makes the record of a window that ended. Blocks while it writes; never throws, and always completes {@link
     * ManagedWindow#recordFiles()}. The window stays in the journal until its record is stored somewhere; until then,
     * storing it is retried.
     */
    void publish(ManagedWindow window, WindowRecord ended, Throwable refusal) {
        if (refusal != null) {
            // The last lines are in the log before the refused step ends.
            window.log().flush(LAST_LINES_TIMEOUT);
            window.recordFilesToComplete().completeExceptionally(refusal);
            return;
        }
        try {
            BuildRecord record = make(window, ended);
            Written written = write(window, record);
            logRecord(window, record, written);
            window.log().flush(LAST_LINES_TIMEOUT);
            if (written.isKept()) {
                noteStored(window);
            } else {
                retryLater(
                        window, ended, "its record could be written nowhere; JENKINS_HOME and the build's log say why");
            }
            window.recordFilesToComplete().complete(written.record());
        } catch (Throwable bug) {
            LOGGER.log(Level.SEVERE, "The record of window " + window.id() + " could not be made", bug);
            retryLater(window, ended, "its record could not be made: " + bug);
            window.recordFilesToComplete()
                    .completeExceptionally(new RefusedException(
                            "The record of window " + window.id() + " could not be made: "
                                    + Sentences.of(String.valueOf(bug))
                                    + " The journal keeps what it is made of, and it is tried again.",
                            bug));
        }
    }

    /** Lets the journal drop the window, but not earlier: after a crash before this, the record is made again. */
    private void noteStored(ManagedWindow window) {
        if (unwritten.remove(window.id()) != null) {
            LOGGER.log(Level.INFO, "The record of window {0} is kept now", window.id());
        }
        window.window().recorded();
    }

    private void retryLater(ManagedWindow window, WindowRecord ended, String why) {
        if (unwritten.put(window.id(), new UnwrittenRecord(window, why)) == null) {
            LOGGER.log(Level.SEVERE, "Window {0} of {1}: {2}. It is tried again every {3} s.", new Object[] {
                window.id(), window.build(), why, RETRY_DELAY.toSeconds()
            });
        }
        tries.schedule(window.id(), () -> {
            try {
                blocking.execute(() -> retry(window, ended));
            } catch (RejectedExecutionException stopping) {
                LOGGER.log(Level.FINE, "The next start of the controller makes the record", stopping);
            }
        });
    }

    private void retry(ManagedWindow window, WindowRecord ended) {
        if (!unwritten.containsKey(window.id())) {
            return;
        }
        try {
            if (write(window, make(window, ended)).isKept()) {
                noteStored(window);
                return;
            }
            retryLater(window, ended, "its record could be written nowhere");
        } catch (Throwable bug) {
            retryLater(window, ended, "its record could not be made: " + bug);
        }
    }

    /** Retries now. */
    void tryNow(String id) {
        UnwrittenRecord left = unwritten.get(id);
        if (left != null) {
            left.window().window().result().thenAccept(record -> blocking.execute(() -> retry(left.window(), record)));
        }
    }

    private BuildRecord make(ManagedWindow window, WindowRecord ended) {
        BuildFacts build = window.buildFacts();
        try {
            return BuildRecord.of(ended, build, plugin, window.buildRef().databases())
                    .expecting(window.buildRef().expected());
        } catch (RefusedException unknown) {
            // The steps have refused unknown databases; those in a journal of another version are left out.
            window.log().line("WARNING: " + unknown.getMessage());
            return BuildRecord.of(ended, build, plugin)
                    .expecting(window.buildRef().expected());
        }
    }

    private Written write(ManagedWindow window, BuildRecord record) {
        Run<?, ?> run = window.buildRef().findRun();
        Written written = artifacts.write(
                run,
                window.log().listener(),
                window.log()::line,
                new ArtifactWriter.Bounds(
                        storing -> once(window, "store", new CompletableFuture<>(), storing),
                        archiving -> once(window, "archive", window.graceOver(), archiving)),
                record);
        if (written.artifact() != null) {
            window.log()
                    .line("Record: " + written.artifact() + ".json and " + written.artifact()
                            + ".txt, artifacts of this build.");
        } else if (run != null && written.stored()) {
            window.log().line("The record of window " + window.id() + " is kept below JENKINS_HOME only.");
        } else if (run == null) {
            LOGGER.log(
                    Level.WARNING,
                    "The build {0} of window {1} is gone; the record is "
                            + (written.stored() ? "below JENKINS_HOME only" : "kept nowhere"),
                    new Object[] {window.buildRef().run(), window.id()});
        }
        return written;
    }

    /** Runs a call with a time limit, and not while an earlier attempt hangs, because each occupies a thread. */
    private boolean once(ManagedWindow window, String what, CompletionStage<?> enough, Callable<Boolean> call)
            throws BoundedCall.TimedOutException, ExecutionException {
        String key = what + " " + window.id();
        if (!underWay.add(key)) {
            throw new BoundedCall.TimedOutException("an earlier try has not come to an end");
        }
        return new BoundedCall(blocking).within(ARCHIVE_TIMEOUT, enough, () -> {
            try {
                return call.call();
            } finally {
                underWay.remove(key);
            }
        });
    }

    private static void logRecord(ManagedWindow window, BuildRecord record, Written written) {
        RecordFiles stored = written.record();
        if (!stored.json().equals(record.asJson())) {
            window.log()
                    .line("Window " + window.id() + " had its record before the controller was restarted, and that one"
                            + " stands: " + stored.record().verdict() + ".");
            return;
        }
        window.log().line("Verdict: " + record.verdict() + (record.windowProven() ? "; the window is proven." : "."));
        record.reasons().forEach(reason -> window.log().line("  " + reason));
        Instant recommended = Times.at(record.restore().recommended());
        if (recommended != null) {
            window.log()
                    .line("Restore to " + recommended + " (tolerates a clock skew of "
                            + record.restore().toleratedClockSkewMillis() + " ms).");
        }
        for (RecordedPoint point : record.restore().byDatabase()) {
            if (point.recommended() != null) {
                window.log()
                        .line("Restore " + point.database() + " to " + Times.at(point.recommended())
                                + " by its own clock.");
            }
        }
    }
}
