package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.RecordFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption;
import jenkins.model.CauseOfInterruption.UserInterruption;
import jenkins.util.Timer;

/** A window, as the keeper presents it to the steps. */
public final class ManagedWindow {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Window window;
    private final PauseJournal journal;
    private final BuildLog log;
    private final boolean ofBlock;
    private final CompletableFuture<RecordFiles> recordFiles = new CompletableFuture<>();
    private final CompletableFuture<WindowTimes> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> graceOver = new CompletableFuture<>();
    private volatile WindowTimes times;
    private volatile boolean claimed;
    private volatile boolean recordTaken;
    private volatile boolean buildEnded;
    /** Null if the build is gone. */
    private volatile AbortWatch aborts;

    ManagedWindow(Window window, PauseJournal journal, BuildLog log, boolean ofBlock) {
        this.window = window;
        this.journal = journal;
        this.log = log;
        this.ofBlock = ofBlock;
    }

    /** Returns the window's ID. */
    public String id() {
        return window.id();
    }

    /**
     * Returns a future that completes when every pod is paused; it fails with a {@code RefusedException} if that was
     * not reached.
     */
    public CompletionStage<WindowTimes> opened() {
        return opened;
    }

    void openedBy(CompletionStage<WindowTimes> stage) {
        stage.whenComplete((reached, failure) -> {
            times = reached;
            // The step's log is complete before the step goes on.
            log.flushed(BuildLog.LAST_LINES_TIMEOUT).thenRun(() -> {
                if (failure == null) {
                    opened.complete(reached);
                } else {
                    opened.completeExceptionally(failure);
                }
            });
        });
    }

    /** Returns the window's times; null before the pause was reached. */
    public WindowTimes times() {
        return times;
    }

    /** Returns when the first Pause was sent; null before the pause was reached. */
    Instant pauseStarted() {
        WindowTimes reached = times;
        return reached == null ? null : reached.pauseStarted();
    }

    /** Notes that the step that closed the window has its record. */
    void recordTaken() {
        recordTaken = true;
    }

    boolean isRecordTaken() {
        return recordTaken;
    }

    boolean isSettled() {
        return window.settled().toCompletableFuture().isDone();
    }

    /** Returns whether the build is over, perhaps killed: then its steps are gone and must not be called. */
    public boolean hasOutlivedItsBuild() {
        return buildEnded;
    }

    void buildEnded() {
        buildEnded = true;
    }

    /** Returns whether the window can be removed once its pods are settled, because nobody will ask for it any more. */
    boolean mayBeRemoved() {
        return ofBlock || recordTaken || buildEnded || times == null;
    }

    /** Returns a future that completes with the reason if something other than its step closes the window. */
    public CompletionStage<String> closedEarly() {
        return window.closedEarly();
    }

    /**
     * Returns a future that completes when the record is stored and archived. It fails with a {@code RefusedException}
     * if nothing was paused, so that there is no record.
     */
    public CompletionStage<RecordFiles> recordFiles() {
        return recordFiles;
    }

    /** Returns the same future, for the publisher to complete. */
    CompletableFuture<RecordFiles> recordFilesToComplete() {
        return recordFiles;
    }

    /** Returns whether its pods may still be paused, or its record is still to be made. */
    public boolean isOpen() {
        return !recordFiles.isDone();
    }

    /** Returns whether it is a window of {@code consistentBackup}, which no other step closes. */
    public boolean isOfBlock() {
        return ofBlock;
    }

    /** Notes that the block has returned. */
    public void bodyReturned() {
        unlessAborted(window::bodyReturned);
    }

    /** Notes that the block has thrown an exception. */
    public void bodyThrew(String what) {
        unlessAborted(() -> window.bodyThrew(what));
    }

    /** Closes the window, because the closing step was called. */
    public void close() {
        unlessAborted(window::close);
    }

    private void unlessAborted(Runnable wanted) {
        AbortWatch watching = aborts;
        if (watching == null) {
            wanted.run();
        } else {
            watching.unlessAborted(wanted);
        }
    }

    /** Aborts the window from now on when its build is aborted. */
    void watch(AbortWatch watching) {
        aborts = watching;
        watching.poll();
    }

    /** Aborts the window: a person stopped it, or its build ended. */
    public void abort(String why) {
        window.abort(why);
        if (window.result().toCompletableFuture().isDone()) {
            // The window only waits for its record, for which a hanging artifact manager gets this long.
            Timer.get().schedule(() -> graceOver.complete(null), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Returns a future that completes some time after an abort: from then on, nothing slow may delay the build. */
    CompletionStage<Void> graceOver() {
        return graceOver;
    }

    /**
     * Closes the window for a person, unpausing first. Its steps end as if that person had stopped the build.
     *
     * @param why the reason, for record and log
     */
    public void stopBy(UserInterruption person, String why) {
        log.line(why);
        // Set before the window ends and a step can ask for it; written to disk after the pods are unpaused.
        journal.stopped(new JournalEntry.Stop(person.getUserId(), why));
        abort(why);
        journal.writeAgain();
    }

    /** Returns the person who closed the window by hand; null if nobody did. */
    public UserInterruption stoppedBy() {
        JournalEntry.Stop stop = journal.stop();
        return stop == null ? null : new UserInterruption(stop.user());
    }

    /** Returns why the build was aborted, if that closed the window; empty otherwise. */
    public List<CauseOfInterruption> abortedBy() {
        AbortWatch watching = aborts;
        return watching == null ? List.of() : watching.causes();
    }

    /**
     * Closes the window, if it is still open and a person closed it by hand just before the controller was restarted.
     */
    void stopAgain() {
        JournalEntry.Stop stop = journal.stop();
        if (stop != null) {
            abort(stop.why());
        }
    }

    /** Notes that the job was renamed or moved. */
    void renamed(JournalEntry.BuildRef to) {
        journal.renamed(to);
    }

    /** Adds measurements of databases' clocks, made before or during the window. */
    void measured(List<DatabaseClock> clocks) {
        if (!clocks.isEmpty()) {
            window.measured(buildRef().databases(), clocks);
        }
    }

    /** Keeps the window open; see {@link Window#hold}. */
    public CompletionStage<Void> hold(int seconds, Instant since) {
        return window.hold(seconds, since);
    }

    /** Returns the offset between the API server's clock and the controller's; null while unknown. */
    public ClockOffset clockOffset() {
        return window.clockOffset();
    }

    /** Returns the current state of the pods' pauses. */
    public List<PodPause> podPauses() {
        return window.podPauses();
    }

    /** Writes to a build's log from now on, e.g. after a restart. */
    public void logTo(TaskListener listener) {
        claimed = true;
        log.redirect(listener);
    }

    boolean isClaimed() {
        return claimed;
    }

    /** Writes to the controller's log from now on, because the build's is closed. */
    public void logToController() {
        log.redirect(null);
    }

    /** Returns the build: the job's full name and the build's number. */
    public String build() {
        return buildRef().name();
    }

    /** Returns the build, as in the record. */
    public BuildFacts buildFacts() {
        JournalEntry.BuildRef build = buildRef();
        return new BuildFacts(build.job(), build.number(), build.url(), build.attempt());
    }

    /** Returns the current state, which its event loop provides. */
    public CompletionStage<WindowState> state() {
        return window.state();
    }

    Window window() {
        return window;
    }

    boolean isOf(Run<?, ?> run) {
        return buildRef().run().equals(run.getExternalizableId());
    }

    JournalEntry.BuildRef buildRef() {
        return journal.build();
    }

    BuildLog log() {
        return log;
    }
}
