package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.Sentences;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.report.ArtifactWriter;
import io.jenkins.plugins.scalarbackup.report.BuildFacts;
import io.jenkins.plugins.scalarbackup.report.KeptRecord;
import io.jenkins.plugins.scalarbackup.report.PluginFacts;
import io.jenkins.plugins.scalarbackup.report.RecordStore;
import io.jenkins.plugins.scalarbackup.report.Report;
import io.jenkins.plugins.scalarbackup.report.WindowsAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Turns the end of a window into its record: first below JENKINS_HOME, then as the build's artifact (invariant I3). */
public final class Recording {
    private static final Logger LOGGER = Logger.getLogger(Recording.class.getName());

    private final RecordStore store;
    private final ArtifactWriter artifacts;
    private final PluginFacts plugin;

    Recording(Path directory, ControllerIdentity identity) {
        store = new RecordStore(directory, () -> ScalarBackupConfiguration.get().getKeptRecords());
        artifacts = new ArtifactWriter(store);
        String version = Recording.class.getPackage().getImplementationVersion();
        plugin = new PluginFacts(version == null ? "development" : version, Jenkins.VERSION, identity.instance());
    }

    /** The records of this controller. */
    public RecordStore store() {
        return store;
    }

    /** A window ended. Blocks while it writes; never throws, and always completes {@link OpenPause#report()}. */
    void report(OpenPause pause, WindowRecord window, Throwable refusal) {
        if (refusal != null) {
            pause.reported().completeExceptionally(refusal);
            return;
        }
        try {
            Report report = make(pause, window);
            KeptRecord record = write(pause, report);
            tell(pause, report, record);
            // Only now may the journal forget the window: a crash before makes the record anew.
            pause.window().recorded();
            pause.reported().complete(record);
        } catch (RuntimeException bug) {
            LOGGER.log(Level.SEVERE, "The record of window " + pause.id() + " could not be made", bug);
            pause.window().recorded();
            pause.reported()
                    .completeExceptionally(new RefusedException(
                            "The record of window " + pause.id() + " could not be made: "
                                    + Sentences.of(String.valueOf(bug)),
                            bug));
        }
    }

    private Report make(OpenPause pause, WindowRecord window) {
        JournalEntry.Whose whose = pause.whose();
        BuildFacts build = new BuildFacts(whose.job(), whose.number(), whose.url(), whose.attempt());
        try {
            return Report.of(window, build, plugin, whose.databases());
        } catch (RefusedException unknown) {
            // The steps refused unknown databases before; what a journal of another version names is left out.
            pause.log().line("WARNING: " + unknown.getMessage());
            return new Report(window, build, plugin, List.of());
        }
    }

    private KeptRecord write(OpenPause pause, Report report) {
        Run<?, ?> run = pause.whose().build();
        if (run != null) {
            KeptRecord record = artifacts.write(run, pause.log().listener(), report);
            WindowsAction windows = run.getAction(WindowsAction.class);
            String name = windows == null ? null : windows.artifacts().get(pause.id());
            if (name != null) {
                pause.log().line("Record: " + name + ".json and " + name + ".txt, artifacts of this build.");
            }
            return record;
        }
        try {
            KeptRecord record = store.write(report);
            LOGGER.log(
                    Level.WARNING,
                    "The build {0} of window {1} is gone; the record is below JENKINS_HOME only",
                    new Object[] {pause.whose().run(), pause.id()});
            return record;
        } catch (IOException failure) {
            LOGGER.log(
                    Level.SEVERE,
                    "The record of window " + pause.id() + " could not be written: " + report.asJson(),
                    failure);
            return KeptRecord.of(report);
        }
    }

    private static void tell(OpenPause pause, Report report, KeptRecord record) {
        if (!record.json().equals(report.asJson())) {
            pause.log()
                    .line("Window " + pause.id() + " had its record before the controller was restarted, and that one"
                            + " stands: " + record.asMap().get("verdict") + ".");
            return;
        }
        WindowRecord window = report.window();
        pause.log().line("Verdict: " + window.verdict() + (window.windowProven() ? "; the window is proven." : "."));
        window.reasons().forEach(reason -> pause.log().line("  " + reason));
        if (window.restorePoint().recommended() != null) {
            pause.log()
                    .line("Restore to " + window.restorePoint().recommended() + " (tolerates a clock skew of "
                            + window.restorePoint().toleratedClockSkewMillis() + " ms).");
        }
    }
}
