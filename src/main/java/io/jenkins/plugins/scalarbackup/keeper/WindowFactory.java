package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.engine.WindowSpec;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/** Opens windows for steps, and adopts those that an earlier start of this controller left. */
final class WindowFactory {
    /** The time after a start in which builds may claim their adopted windows. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(45);

    /**
     * The time for which an adopted window is kept if its build is already over. Its pods can't be unpaused sooner
     * anyway, because the lock must expire first, and a poll in the meantime extends the proven time.
     */
    private static final Duration ABANDONED_TIMEOUT = Duration.ofSeconds(5);

    private final WindowRegistry windows;
    private final EngineEnvironment environment;
    private final TargetClusters clusters;
    private final JournalDirectory journal;
    private final RecentConnections connections;
    private final RecordPublisher publisher;
    private final Executor blocking;

    WindowFactory(
            WindowRegistry windows,
            EngineEnvironment environment,
            TargetClusters clusters,
            JournalDirectory journal,
            RecentConnections connections,
            RecordPublisher publisher) {
        this.windows = windows;
        this.environment = environment;
        this.clusters = clusters;
        this.journal = journal;
        this.connections = connections;
        this.publisher = publisher;
        this.blocking = environment.blocking();
    }

    /**
     * Opens a window. Must be called on a thread that may block: credentials are looked up.
     *
     * @throws RefusedException if it is refused before anything was checked in the cluster
     */
    ManagedWindow open(WindowRequest request) throws RefusedException {
        refuseIf(refusal(request.run()));
        List<TargetClusters.Connected> connected = clusters.connect(request.targets(), request.run());
        Optional<String> ended = refusal(request.run());
        if (ended.isPresent()) {
            // The look-up may have taken a while, and the build may be over.
            connected.forEach(one -> one.cluster().close());
            refuseIf(ended);
        }
        JournalEntry.BuildRef build = JournalEntry.BuildRef.of(request);
        Holder holder = environment.holder(EngineEnvironment.newId(), build);
        BuildLog log = new BuildLog(holder.window(), request.listener(), blocking);
        PauseJournal pauseJournal = new PauseJournal(
                journal,
                blocking,
                build,
                connected.stream().map(TargetClusters.Connected::entry).toList());
        List<RecentConnection> used = connected.stream()
                .map(one -> RecentConnection.of(one, request.run()))
                .toList();
        blocking.execute(() -> connections.note(used));
        Window window = new Window(
                new WindowSpec(holder, request.parameters(), request.hasBody()),
                connected.stream().map(TargetClusters.Connected::cluster).toList(),
                environment.context(
                        pauseJournal, log, () -> refusal(request.run()).or(() -> unmeasured(request))));
        ManagedWindow managed = manage(window, pauseJournal, log, request.hasBody());
        managed.watch(new AbortWatch(managed, request.run(), blocking, Timer.get()));
        CompletionStage<WindowTimes> opened = window.open();
        opened.thenAccept(times -> managed.measured(MeasuredClocks.of(request.run(), times.pauseStarted())));
        managed.openedBy(opened);
        return managed;
    }

    private static void refuseIf(Optional<String> why) throws RefusedException {
        if (why.isPresent()) {
            throw new RefusedException(why.get());
        }
    }

    /**
     * Returns why no pod may be paused for a build now. Does not block, because it is checked again just before the
     * first Pause.
     */
    private static Optional<String> refusal(Run<?, ?> run) {
        Jenkins jenkins = Jenkins.get();
        if (jenkins.isQuietingDown() || jenkins.isTerminating()) {
            return Optional.of(
                    "Jenkins is shutting down, and no pod is paused that it might leave paused. Run the build"
                            + " again when it is up.");
        }
        return run.isBuilding()
                ? Optional.empty()
                : Optional.of("The build ended before its window began, so nothing was paused.");
    }

    /** Returns why nothing may be paused for a window that relies on measured clocks of its databases. */
    private static Optional<String> unmeasured(WindowRequest request) {
        return request.needsMeasuredClocks()
                ? MeasuredClocks.missing(request.run(), request.databases())
                : Optional.empty();
    }

    /**
     * Continues a window that an earlier start left.
     *
     * @return a future that completes when it is known whether the window is open
     */
    CompletionStage<WindowState> adopt(JournalEntry entry, List<TargetCluster> reached) {
        WindowState state = entry.state();
        String id = state.holder().window();
        BuildLog log = new BuildLog(id, null, blocking);
        PauseJournal pauseJournal = new PauseJournal(journal, blocking, entry);
        Window window = Window.adopt(
                state, environment.holder(id, entry.build()), reached, environment.context(pauseJournal, log));
        ManagedWindow managed = manage(window, pauseJournal, log, state.hasBody());
        managed.openedBy(window.opened());
        managed.stopAgain();
        Run<?, ?> run = entry.build().findRun();
        if (run != null) {
            managed.watch(new AbortWatch(managed, run, blocking, Timer.get()));
        }
        if (!state.bodyReturned()) {
            // A window whose block has returned doesn't need its build: it closes by itself.
            abortWithoutBuild(managed, ABANDONED_TIMEOUT);
            abortWithoutBuild(managed, CLAIM_TIMEOUT);
        }
        windows.adopted(managed);
        // The window's event loop answers, once it is known whether the window is open.
        return window.state();
    }

    /**
     * Aborts a window after a delay if its build is over. A build that can't come back (deleted, or lost in the crash)
     * counts as over as soon as Jenkins has loaded its jobs.
     */
    private void abortWithoutBuild(ManagedWindow window, Duration delay) {
        Runnable abort = () -> {
            Run<?, ?> run = window.buildRef().findRun();
            if (!window.isClaimed() && (run == null || !run.isBuilding())) {
                window.abort("The controller was restarted and the build did not come back.");
            }
        };
        Timer.get().schedule(() -> blocking.execute(abort), delay.toSeconds(), TimeUnit.SECONDS);
    }

    private ManagedWindow manage(Window window, PauseJournal pauseJournal, BuildLog log, boolean ofBlock) {
        ManagedWindow managed = new ManagedWindow(window, pauseJournal, log, ofBlock);
        window.result().whenCompleteAsync((record, failure) -> publisher.publish(managed, record, failure), blocking);
        windows.add(managed);
        return managed;
    }
}
