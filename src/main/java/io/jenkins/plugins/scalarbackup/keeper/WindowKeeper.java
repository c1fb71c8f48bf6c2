package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector;
import io.jenkins.plugins.scalarbackup.engine.LocalLeases;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Owns every open pause of this controller. Steps get their windows from it. It also does what a step can't do any
 * more, because its build was killed or its controller restarted.
 */
@Extension
public class WindowKeeper {
    private static final Logger LOGGER = Logger.getLogger(WindowKeeper.class.getName());
    /** The time limit for handing the Leases over to the next start at an orderly stop of the controller. */
    private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(4);

    /** The time limit for closing connections at a stop. */
    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final LocalLeases localLeases = new LocalLeases();
    private final KeeperThreads threads = new KeeperThreads();
    private final WindowRegistry windows = new WindowRegistry(threads.blocking);
    private final Findings findings = new Findings(threads.blocking);
    private final BackupExpectations expectations = new BackupExpectations();
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private final TargetClusters clusters = new TargetClusters(connector, threads.blocking);
    /** Null while Jenkins starts. */
    private volatile Started started;

    /** The parts that need JENKINS_HOME or the controller's identity. */
    private record Started(
            WindowFactory factory,
            RescueService rescues,
            AdoptionService adoptions,
            LostWindowSearch lostWindows,
            RecordPublisher publisher) {}

    /** Returns the keeper of this controller. */
    public static @NonNull WindowKeeper get() {
        return ExtensionList.lookupSingleton(WindowKeeper.class);
    }

    /** Returns the executor for what blocks, so that steps don't block the CPS VM thread. */
    public Executor blocking() {
        return threads.blocking;
    }

    /** Writes a step's own line to its log. It is there when this returns, unless the log blocks. */
    public void log(TaskListener listener, String line) {
        BuildLog log = new BuildLog("A step", listener, threads.blocking);
        log.line(line);
        log.flush(BuildLog.LAST_LINES_TIMEOUT);
    }

    /** Returns the connector to Admin services. */
    public PodConnector connector() {
        return connector;
    }

    /**
     * Opens a window. Must be called on a thread that may block: credentials are looked up.
     *
     * @throws RefusedException if it is refused before anything was checked in the cluster
     */
    public ManagedWindow open(WindowRequest request) throws RefusedException {
        return startedOrRefused().factory().open(request);
    }

    private Started startedOrRefused() throws RefusedException {
        Started parts = started;
        if (parts == null) {
            throw new RefusedException("Jenkins has not started far enough to open a window. Run the build again.");
        }
        return parts;
    }

    /** Returns the windows of this controller. */
    public WindowRegistry windows() {
        return windows;
    }

    /**
     * Adds a build's measurement of a database's clock to its open windows, and stores it for later ones. May block.
     *
     * @param at when it was made
     * @throws RefusedException if it contradicts an earlier measurement
     */
    public void measured(Run<?, ?> run, DatabaseClock clock, ControllerTime at) throws IOException, RefusedException {
        MeasuredClocks.store(run, clock, at);
        windows.openOf(run).forEach(window -> window.measured(List.of(clock)));
    }

    /** Returns the store of what builds learn about recorded windows. */
    public Findings findings() {
        return findings;
    }

    /** Returns the expectations of backups, according to the records. */
    public BackupExpectations expectations() {
        return expectations;
    }

    /** Returns the records below JENKINS_HOME; empty while Jenkins starts. */
    public Optional<RecordStore> store() {
        return publisher().map(RecordPublisher::store);
    }

    private Optional<RecordPublisher> publisher() {
        return Optional.ofNullable(started).map(Started::publisher);
    }

    /**
     * Unpauses pods that something else left paused. Must be called on a thread that may block.
     *
     * @param force whether to do so even if a living holder has the lock
     * @return the names of the pods that were paused
     */
    public CompletionStage<List<String>> rescue(
            Run<?, ?> run, TaskListener listener, List<WindowRequest.Target> targets, boolean force)
            throws RefusedException {
        return startedOrRefused()
                .rescues()
                .run(new WindowRequest(run, listener, targets, null, false, 1, List.of()), force);
    }

    /** Connects a target for a step that only reads. The caller closes it. */
    public TargetCluster connect(WindowRequest.Target target, Run<?, ?> run) throws RefusedException {
        return clusters.connect(List.of(target), run).get(0).cluster();
    }

    /** Connects a target with given credentials, for a form that only reads. The caller closes it. */
    public TargetCluster connect(TargetSelection selection, ClusterCredentials credentials) throws RefusedException {
        return clusters.connect(selection, credentials);
    }

    /**
     * Returns a future that completes when the windows that a build left open before a restart are adopted, as far as
     * possible. A resumed step waits for it before it looks for its window.
     */
    public CompletionStage<Void> adopted(@CheckForNull Run<?, ?> run) {
        Started parts = started;
        // A context that has lost its build has no window either.
        return parts == null || run == null
                ? CompletableFuture.completedFuture(null)
                : parts.adoptions().firstTryOver(run);
    }

    /**
     * Notes that a job was renamed or moved, itself or with its folder: its builds' windows are found under the new
     * name.
     */
    void jobMoved(Item job, String oldName, String newName) {
        List<String> unrecorded = unrecorded(oldName);
        String root = Jenkins.get().getRootUrl();
        windows.jobMoved(job, oldName, root);
        Started parts = started;
        if (parts != null) {
            parts.adoptions().jobMoved(job, oldName, root);
        }
        store().ifPresent(records -> records.jobMoved(oldName, newName, unrecorded));
    }

    /**
     * Notes that no job has this name any more, or that a new one has it: the records and open windows of this name are
     * not those of a new job.
     */
    void jobDeleted(String job) {
        store().ifPresent(records -> records.jobDeleted(job, unrecorded(job)));
    }

    /** Returns the windows of this job that may have no record yet. */
    private List<String> unrecorded(String job) {
        Stream<String> open = windows.all().stream()
                .filter(window -> window.buildRef().job().equals(job))
                .map(ManagedWindow::id);
        return Stream.concat(open, publisher().stream().flatMap(publisher -> publisher.unwrittenOf(job)))
                .toList();
    }

    /** Reads the journal and adopts its windows before Pipeline resumes its builds. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void start() {
        get().start(Jenkins.get());
    }

    private void start(Jenkins jenkins) {
        Path home = jenkins.getRootDir().toPath().resolve("scalar-backup");
        ControllerIdentity identity = ControllerIdentity.of(jenkins);
        EngineEnvironment environment = new EngineEnvironment(identity, threads, localLeases);
        JournalDirectory journal = new JournalDirectory(home.resolve("open"));
        RecordPublisher publisher = new RecordPublisher(home.resolve("records"), identity, threads.blocking);
        RecentConnections connections = new RecentConnections(home.resolve("connections.json"));
        WindowFactory factory = new WindowFactory(windows, environment, clusters, journal, connections, publisher);
        AdoptionService adoptions = new AdoptionService(journal, clusters, threads.blocking, factory::adopt);
        LostWindowSearch memory = new LostWindowSearch(
                clusters, environment, window -> windows.find(window).isPresent() || adoptions.knows(window));
        started = new Started(
                factory, new RescueService(windows, environment, clusters, adoptions), adoptions, memory, publisher);
        expectations.start(publisher.store(), new Waivers(home.resolve("waived.json")));
        adoptions.begin();
        memory.search(connections);
    }

    /** Stops the threads; open pauses are in the journal. */
    @Terminator
    public static void stop() {
        WindowKeeper keeper = get();
        // The Leases are handed over to the next start. If the API server is slow or gone, they expire.
        await(keeper.windows.handOver(), HAND_OVER_TIMEOUT, Level.FINE, "Not every Lease was left to the next start");
        // Before the plugin's class loader is closed: without it, the threads of the connections would fail and log
        // that.
        await(
                keeper.windows.disconnect(),
                DISCONNECT_TIMEOUT,
                Level.INFO,
                "Connections of open windows are not closed yet");
        keeper.connector.close();
        keeper.threads.shutdown();
    }

    private static void await(CompletableFuture<Void> done, Duration patience, Level level, String otherwise) {
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(level, otherwise, late);
        }
    }

    /** Returns the pods that may be paused and that nobody waits for any more. */
    public List<PodLeftPaused> leftPaused() {
        List<PodLeftPaused> leftPaused = new ArrayList<>(windows.leftPaused());
        Started parts = started;
        if (parts != null) {
            leftPaused.addAll(parts.publisher().leftPaused());
            leftPaused.addAll(parts.adoptions().leftPaused());
            leftPaused.addAll(parts.lostWindows().leftPaused());
        }
        return leftPaused;
    }

    /** Retries now what a window left undone: unpausing its pods, or storing its record. */
    public void tryNow(String window) {
        windows.find(window).ifPresent(open -> open.window().tryNow());
        threads.blocking.execute(() -> {
            Started parts = started;
            if (parts != null) {
                parts.publisher().tryNow(window);
                parts.adoptions().tryNow(window);
            }
        });
    }
}
