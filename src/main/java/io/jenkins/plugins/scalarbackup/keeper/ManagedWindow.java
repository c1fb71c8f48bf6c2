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

/** A window in the hands of the keeper, as the steps see it. */
public final class ManagedWindow {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Window window;
    private final PauseJournal journal;
    private final BuildLog log;
    private final boolean ofBlock;
    private final CompletableFuture<RecordFiles> report = new CompletableFuture<>();
    private final CompletableFuture<WindowTimes> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> graceOver = new CompletableFuture<>();
    private volatile WindowTimes times;
    private volatile boolean claimed;
    private volatile boolean recordTaken;
    private volatile boolean buildEnded;
    /** Null where the build is gone. */
    private volatile AbortWatch aborts;

    ManagedWindow(Window window, PauseJournal journal, BuildLog log, boolean ofBlock) {
        this.window = window;
        this.journal = journal;
        this.log = log;
        this.ofBlock = ofBlock;
    }

    /** The window's ID. */
    public String id() {
        return window.id();
    }

    /** Completes when every pod is paused; fails with a {@code RefusedException} when that was not reached. */
    public CompletionStage<WindowTimes> opened() {
        return opened;
    }

    void openedBy(CompletionStage<WindowTimes> stage) {
        stage.whenComplete((reached, failure) -> {
            times = reached;
            // Who reads the log sees how it came before the step goes on.
            log.flushed(BuildLog.LAST_LINES).thenRun(() -> {
                if (failure == null) {
                    opened.complete(reached);
                } else {
                    opened.completeExceptionally(failure);
                }
            });
        });
    }

    /** When the pause was reached; null before. */
    public WindowTimes times() {
        return times;
    }

    /** When the first Pause was sent; null where the pause was not reached yet. */
    Instant pauseStarted() {
        WindowTimes reached = times;
        return reached == null ? null : reached.pauseStarted();
    }

    /** The step that closed it has its record. */
    void recordTaken() {
        recordTaken = true;
    }

    boolean isRecordTaken() {
        return recordTaken;
    }

    boolean isSettled() {
        return window.settled().toCompletableFuture().isDone();
    }

    /** Whether its build is over, killed perhaps: then its steps are no more, and nothing may be asked of them. */
    public boolean hasOutlivedItsBuild() {
        return buildEnded;
    }

    void buildEnded() {
        buildEnded = true;
    }

    /** Whether nobody will ask for it any more once its pods are settled. */
    boolean mayBeRemoved() {
        return ofBlock || recordTaken || buildEnded || times == null;
    }

    /** Completes with the reason when something else than its step closed the window. */
    public CompletionStage<String> closedEarly() {
        return window.closedEarly();
    }

    /**
     * Completes when the record is kept and archived. Fails with a {@code RefusedException} when nothing was paused, so
     * that there is no record.
     */
    public CompletionStage<RecordFiles> report() {
        return report;
    }

    CompletableFuture<RecordFiles> reported() {
        return report;
    }

    /** Whether pods may still be paused for it, or its record is still to be made. */
    public boolean isOpen() {
        return !report.isDone();
    }

    /** Whether it is a window of {@code consistentBackup}, which no other step closes. */
    public boolean isOfBlock() {
        return ofBlock;
    }

    /** The block returned. */
    public void bodyReturned() {
        unlessAborted(window::bodyReturned);
    }

    /** The block threw. */
    public void bodyThrew(String what) {
        unlessAborted(() -> window.bodyThrew(what));
    }

    /** The closing step came. */
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

    /** From now on an abort of its build is one of its own. */
    void watch(AbortWatch watching) {
        aborts = watching;
        watching.poll();
    }

    /** A person stopped it, or its build ended. */
    public void abort(String why) {
        window.abort(why);
        if (window.result().toCompletableFuture().isDone()) {
            // It waits for its record only: an artifact manager that hangs has this long to come to an end.
            Timer.get().schedule(() -> graceOver.complete(null), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Completes when it was stopped, so that nothing that is slow may hold its build any longer. */
    CompletionStage<Void> graceOver() {
        return graceOver;
    }

    /**
     * A person closes it by hand, production first. Its steps end as if that person had stopped the build.
     *
     * @param why for record and log
     */
    public void stopBy(UserInterruption person, String why) {
        log.line(why);
        // Known before the window ends, and thus before a step asks; on disk after production is opened.
        journal.stopped(new JournalEntry.Stop(person.getUserId(), why));
        abort(why);
        journal.writeAgain();
    }

    /** The person who closed it by hand; null where nobody did. */
    public UserInterruption stoppedBy() {
        JournalEntry.Stop stop = journal.stop();
        return stop == null ? null : new UserInterruption(stop.user());
    }

    /** Why its build was aborted, when that closed it; empty where it was not. */
    public List<CauseOfInterruption> abortedBy() {
        AbortWatch watching = aborts;
        return watching == null ? List.of() : watching.causes();
    }

    /** Closes it, if it is open still, for a person who did so just before the controller was restarted. */
    void stopAgain() {
        JournalEntry.Stop stop = journal.stop();
        if (stop != null) {
            abort(stop.why());
        }
    }

    /** Its job has another name or place by now. */
    void renamed(JournalEntry.BuildRef to) {
        journal.renamed(to);
    }

    /** Clocks of databases were measured, before it or in it. */
    void measured(List<DatabaseClock> clocks) {
        if (!clocks.isEmpty()) {
            window.measured(buildRef().databases(), clocks);
        }
    }

    /** Keeps it open; see {@link Window#hold}. */
    public CompletionStage<Void> hold(int seconds, Instant since) {
        return window.hold(seconds, since);
    }

    /** The API server's clock against the controller's; null while it is not known. */
    public ClockOffset clockOffset() {
        return window.clockOffset();
    }

    /** The pods' pauses as they are now. */
    public List<PodPause> podPauses() {
        return window.podPauses();
    }

    /** Goes on writing to a build's log, after a restart say. */
    public void logTo(TaskListener listener) {
        claimed = true;
        log.to(listener);
    }

    boolean isClaimed() {
        return claimed;
    }

    /** Writes to the controller's log: the build has none any more. */
    public void logNowhere() {
        log.to(null);
    }

    /** Whose it is: the job's full name and the build's number. */
    public String build() {
        return buildRef().name();
    }

    /** Whose it is, as records say it. */
    public BuildFacts buildFacts() {
        JournalEntry.BuildRef build = buildRef();
        return new BuildFacts(build.job(), build.number(), build.url(), build.attempt());
    }

    /** How far it is; answered on its event loop. */
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
