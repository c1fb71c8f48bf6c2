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
import io.jenkins.plugins.scalarbackup.engine.EventLoop;
import io.jenkins.plugins.scalarbackup.engine.LocalLeases;
import io.jenkins.plugins.scalarbackup.engine.Rescue;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.engine.WindowContext;
import io.jenkins.plugins.scalarbackup.engine.WindowSpec;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/**
 * Owns every open pause of this controller. Steps ask it for windows and talk to them; what a step can't do any more
 * (its build was killed, its controller restarted) happens here all the same.
 */
@Extension
public class WindowKeeper {
    private static final Logger LOGGER = Logger.getLogger(WindowKeeper.class.getName());
    /** How long after a start builds may take to claim what the journal remembers. */
    private static final Duration CLAIM = Duration.ofSeconds(45);

    /**
     * How long a window is kept whose build is over already. Its pods can't be opened sooner anyway, since the lock must
     * run out before, and a poll in the meantime proves it up to then.
     */
    private static final Duration ABANDONED = Duration.ofSeconds(5);

    /** How long an orderly stop of the controller may take for it. */
    private static final Duration HAND_OVER = Duration.ofSeconds(4);

    /** How long the last lines of a build may take to get into its log. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Map<String, ManagedWindow> pauses = new ConcurrentHashMap<>();
    private final LocalLeases localLeases = new LocalLeases();
    private final KeeperThreads threads = new KeeperThreads();
    private final Findings findings = new Findings(threads.blocking);
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private final TargetClusters clusters = new TargetClusters(connector, threads.blocking);
    private ControllerIdentity identity;
    private UsedConnections connections;
    private volatile Waivers waivers;
    private volatile LeaseMemory memory;
    private JournalDirectory journal;
    /** The logs of builds that came back, perhaps before their windows were taken up. */
    private final Map<String, TaskListener> back = new ConcurrentHashMap<>();

    private volatile LeftWindows left;
    private volatile RecordPublisher recording;

    /** The keeper of this controller. */
    public static @NonNull WindowKeeper get() {
        return ExtensionList.lookupSingleton(WindowKeeper.class);
    }

    /** Runs what blocks, for the steps: never the CPS VM thread. */
    public Executor blocking() {
        return threads.blocking;
    }

    /** Writes a step's own line to its log: it is there when this returns, unless the log blocks. */
    public void say(TaskListener listener, String line) {
        BuildLog log = new BuildLog("A step", listener, threads.blocking);
        log.line(line);
        log.flush(LAST_LINES);
    }

    /** Makes connections to Admin services. */
    public PodConnector connector() {
        return connector;
    }

    /**
     * Opens a window. To be called on a thread that may block: credentials are looked up.
     *
     * @throws RefusedException when it is refused before anything was looked at
     */
    public ManagedWindow open(WindowRequest request) throws RefusedException {
        refuse(refusal(request.run()));
        JournalDirectory directory = journal();
        List<TargetClusters.Reached> reached = clusters.of(request.targets(), request.run());
        Optional<String> ended = refusal(request.run());
        if (ended.isPresent()) {
            // The look-up may have taken a while, and the build is over.
            reached.forEach(one -> one.cluster().close());
            refuse(ended);
        }
        JournalEntry.BuildRef whose = whose(request);
        Holder holder = holder(newId(), whose);
        BuildLog log = new BuildLog(holder.window(), request.listener(), threads.blocking);
        List<JournalEntry.Target> targets =
                reached.stream().map(TargetClusters.Reached::entry).toList();
        PauseJournal of = new PauseJournal(directory, threads.blocking, whose, targets);
        List<UsedConnection> used = used(reached, request.run());
        threads.blocking.execute(() -> connections.note(used));
        Window window = new Window(
                new WindowSpec(holder, request.parameters(), request.hasBody()),
                reached.stream().map(TargetClusters.Reached::cluster).toList(),
                surroundings(of, log, () -> refusal(request.run()).or(() -> unmeasured(request))));
        ManagedWindow pause = keep(window, of, log, request.hasBody());
        pause.watch(new AbortWatch(pause, request.run(), threads.blocking, Timer.get()));
        CompletionStage<WindowTimes> opened = window.open();
        opened.thenAccept(times -> pause.measured(MeasuredClocks.of(request.run(), times.pauseStarted())));
        pause.openedBy(opened);
        return pause;
    }

    private static void refuse(Optional<String> why) throws RefusedException {
        if (why.isPresent()) {
            throw new RefusedException(why.get());
        }
    }

    /** Why no pod may be paused for a build now. Nothing in it waits: it is asked once more just before the first Pause. */
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

    /** Why nothing may be paused for a window that is as short as its databases' clocks were measured. */
    private static Optional<String> unmeasured(WindowRequest request) {
        return request.needsMeasuredClocks()
                ? MeasuredClocks.missing(request.run(), request.databases())
                : Optional.empty();
    }

    private static List<UsedConnection> used(List<TargetClusters.Reached> reached, Run<?, ?> run) {
        return reached.stream()
                .map(one -> new UsedConnection(
                        one.server(),
                        one.namespace(),
                        one.entry().connection().credentialsId(),
                        one.entry().connection().context(),
                        one.entry().connection().serverUrl(),
                        one.entry().connection().caCertificate(),
                        run.getParent().getFullName(),
                        one.entry().selection().access(),
                        one.entry().selection().tls(),
                        Instant.now()))
                .toList();
    }

    /** Forgets a pause whose step has its record, as soon as its pods are settled. */
    public void taken(ManagedWindow pause) {
        pause.take();
        if (pause.isSettled()) {
            pauses.remove(pause.id());
        }
    }

    /** The window with this ID, if this controller has it. */
    public Optional<ManagedWindow> find(String id) {
        return Optional.ofNullable(pauses.get(id));
    }

    /**
     * The build's pauses that no step has closed yet, the oldest first. One that its limit or a drift closed is among
     * them until somebody asks for its record.
     */
    public List<ManagedWindow> pausesOf(Run<?, ?> run) {
        String id = run.getExternalizableId();
        return pauses.values().stream()
                .filter(pause -> pause.whose().run().equals(id) && !pause.isTaken() && pause.times() != null)
                .sorted(Comparator.comparing(
                        pause -> pause.times().pauseCompleted(), Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** The build's windows that are not over, the oldest first. */
    public List<ManagedWindow> openOf(Run<?, ?> run) {
        String id = run.getExternalizableId();
        return pauses.values().stream()
                .filter(window -> window.isOpen() && window.whose().run().equals(id))
                // An ID begins with the time at which it was given.
                .sorted(Comparator.comparing(ManagedWindow::id))
                .toList();
    }

    /**
     * A build has measured a database's clock: for its windows to come, and for those that are open. May block.
     *
     * @param at when that was
     * @throws RefusedException where it contradicts what was measured before
     */
    public void measured(Run<?, ?> run, DatabaseClock clock, ControllerTime at) throws IOException, RefusedException {
        MeasuredClocks.keep(run, clock, at);
        openOf(run).forEach(window -> window.measured(List.of(clock)));
    }

    /** Everything in the keeper's hands, for pages and monitors. */
    public List<ManagedWindow> all() {
        return List.copyOf(pauses.values());
    }

    /** The records of this controller. */
    public RecordPublisher recording() {
        if (recording == null) {
            throw new IllegalStateException("Jenkins has not started far enough");
        }
        return recording;
    }

    /** Keeps what builds learn of recorded windows. */
    public Findings findings() {
        return findings;
    }

    /** The records below JENKINS_HOME; empty while Jenkins starts. */
    public Optional<RecordStore> store() {
        return Optional.ofNullable(recording).map(RecordPublisher::store);
    }

    /**
     * Opens pods that something else left paused. To be called on a thread that may block.
     *
     * @param force also from a living holder
     * @return the names of the pods that were paused
     */
    public CompletionStage<List<String>> rescue(
            Run<?, ?> run, TaskListener listener, List<WindowRequest.Target> targets, boolean force)
            throws RefusedException {
        JournalEntry.BuildRef whose = whose(new WindowRequest(run, listener, targets, null, false, 1, List.of()));
        Holder holder = holder("rescue-" + newId(), whose);
        BuildLog log = new BuildLog(holder.window(), listener, threads.blocking);
        List<TargetCluster> reached = clusters.of(targets, run).stream()
                .map(TargetClusters.Reached::cluster)
                .toList();
        return new Rescue(
                        holder,
                        force,
                        reached,
                        surroundings(null, log),
                        victim -> find(victim).ifPresent(pause -> pause.window()
                                .disturbed("its pods are opened by force, by scalarUnpause of " + whose.job() + " #"
                                        + whose.number())),
                        this::claimedPods)
                .run()
                .handle((opened, failure) -> log.flushed(LAST_LINES)
                        .thenCompose(written -> failure == null
                                ? CompletableFuture.completedFuture(opened)
                                : CompletableFuture.<List<String>>failedFuture(failure)))
                .thenCompose(told -> told);
    }

    /** The UIDs of the pods that may be paused by what this controller remembers. */
    private CompletionStage<Set<String>> claimedPods() {
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        LeftWindows remembered = left;
        if (remembered != null) {
            claimed.addAll(remembered.claimedPods());
        }
        return CompletableFuture.allOf(pauses.values().stream()
                        .map(pause -> pause.window().state().thenAccept(state -> claimed.addAll(state.claimedPods())))
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .thenApply(all -> claimed);
    }

    /** A target of its own, for a step that only looks. To be closed. */
    public TargetCluster look(WindowRequest.Target target, Run<?, ?> run) throws RefusedException {
        return clusters.of(List.of(target), run).get(0).cluster();
    }

    /** The same with credentials in hand, for a form that only looks. To be closed. */
    public TargetCluster look(TargetSelection selection, ClusterCredentials credentials) throws RefusedException {
        return clusters.of(selection, credentials);
    }

    /** A build came back after a restart of the controller: its windows write to its log again. */
    void resumed(Run<?, ?> run, TaskListener log) {
        back.put(run.getExternalizableId(), log);
        giveLog(run.getExternalizableId(), log);
    }

    /**
     * Completes when the windows that a build left open before a restart are in the keeper's hands again, as far as they
     * can be. A step that comes back waits for it before it looks for its window.
     */
    public CompletionStage<Void> takenUp(@CheckForNull Run<?, ?> run) {
        LeftWindows remembered = left;
        // A context that has lost its build has no window either.
        return remembered == null || run == null ? CompletableFuture.completedFuture(null) : remembered.tried(run);
    }

    private void giveLog(String run, TaskListener log) {
        for (ManagedWindow pause : pauses.values()) {
            if (pause.whose().run().equals(run) && !pause.isClaimed() && pause.isOpen()) {
                pause.logTo(log);
                pause.log().line("The controller was restarted; window " + pause.id() + " is in its hands again.");
            }
        }
    }

    /**
     * A build ended: what it left open is opened.
     *
     * @param log takes a last line
     */
    void ended(Run<?, ?> run, TaskListener log) {
        String id = run.getExternalizableId();
        back.remove(id);
        for (ManagedWindow pause : pauses.values()) {
            if (pause.whose().run().equals(id)) {
                pause.buildEnded();
                if (pause.isOpen()) {
                    leftOpen(pause, log);
                } else if (pause.isSettled()) {
                    pauses.remove(pause.id());
                }
            }
        }
    }

    /** Opens first, and speaks afterwards: the log may block, and is closed when this returns. */
    private void leftOpen(ManagedWindow pause, TaskListener log) {
        boolean closedBefore = pause.closedEarly().toCompletableFuture().isDone();
        pause.logNowhere();
        pause.abort(
                pause.isOfBlock()
                        ? "The build ended while its window was open."
                        : "The build ended with this pause still open; scalarUnpause was not reached.");
        if (!closedBefore) {
            BuildLog last = new BuildLog(pause.id(), log, threads.blocking);
            last.line("WARNING: the build ends with pause " + pause.id() + " still open; its pods are opened now."
                    + (pause.isOfBlock() ? "" : " Close it with scalarUnpause()."));
            last.flush(LAST_LINES);
        }
    }

    /** A job has another name or place, itself or with a folder it is in: its builds' windows are found under that. */
    void moved(Item job, String oldName, String newName) {
        List<String> unrecorded = unrecorded(oldName);
        String root = Jenkins.get().getRootUrl();
        for (ManagedWindow pause : pauses.values()) {
            if (pause.whose().job().equals(oldName)) {
                pause.isOf(pause.whose().in(job, root));
            }
        }
        LeftWindows remembered = left;
        if (remembered != null) {
            remembered.moved(job, oldName, root);
        }
        store().ifPresent(records -> records.moved(oldName, newName, unrecorded));
    }

    /** No job has this name any more, or a new one has it: the records and open windows of this name are not its own. */
    void deleted(String job) {
        store().ifPresent(records -> records.deleted(job, unrecorded(job)));
    }

    /** The windows of this job that may have no record yet. */
    private List<String> unrecorded(String job) {
        RecordPublisher records = recording;
        return Stream.concat(
                        pauses.values().stream(),
                        records == null
                                ? Stream.of()
                                : records.unkept().stream().map(RecordPublisher.Unkept::pause))
                .filter(pause -> pause.whose().job().equals(job))
                .map(ManagedWindow::id)
                .toList();
    }

    /** Reads the journal and takes up what it remembers, before Pipeline resumes its builds. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void takeUp() {
        get().begin(Jenkins.get());
    }

    /** Gives threads back; open pauses are in the journal. */
    @Terminator
    public static void stop() {
        WindowKeeper keeper = get();
        keeper.handOver();
        keeper.leave();
        keeper.connector.close();
        keeper.threads.turns.shutdown();
        keeper.threads.blocking.shutdown();
    }

    /** Leaves the Leases to the next start. The API server may be slow or gone: the stop does not wait for long. */
    private void handOver() {
        CompletableFuture<?>[] handed = pauses.values().stream()
                .map(pause -> pause.window().handOver().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(handed).get(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException slow) {
            LOGGER.log(Level.FINE, "Not every Lease was left to the next start; those run out by themselves.", slow);
        }
    }

    /** Connections are closed before the plugin's class loader goes: their threads would die of that, and say so. */
    private void leave() {
        CompletableFuture<?>[] left = pauses.values().stream()
                .map(pause -> pause.window().leave().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(left).get(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(Level.INFO, "Connections of open windows are not closed yet", late);
        }
    }

    void begin(Jenkins jenkins) {
        Path home = jenkins.getRootDir().toPath().resolve("scalar-backup");
        identity = ControllerIdentity.of(jenkins);
        journal = new JournalDirectory(home.resolve("open"));
        recording = new RecordPublisher(home.resolve("records"), identity, threads.blocking);
        left = new LeftWindows(journal, clusters, threads.blocking, this::takeUp);
        left.begin();
        waivers = new Waivers(home.resolve("waived.json"));
        connections = new UsedConnections(home.resolve("connections.json"));
        memory = new LeaseMemory(
                clusters,
                threads.blocking,
                localLeases,
                () -> new ControllerLoop(threads.turns, Timer.get()),
                window -> new Holder(identity.instance(), identity.nonce(), window, "a controller that was restarted"),
                window -> pauses.containsKey(window) || left.knows(window));
        memory.ask(connections);
    }

    private CompletionStage<?> takeUp(JournalEntry entry, List<TargetCluster> reached) {
        WindowState state = entry.state();
        String id = state.holder().window();
        BuildLog log = new BuildLog(id, null, threads.blocking);
        PauseJournal of = new PauseJournal(journal, threads.blocking, entry);
        Window window = Window.adopt(state, holder(id, entry.whose()), reached, surroundings(of, log));
        ManagedWindow pause = keep(window, of, log, state.hasBody());
        pause.openedBy(window.opened());
        pause.stopAgain();
        Run<?, ?> run = entry.whose().build();
        if (run != null) {
            pause.watch(new AbortWatch(pause, run, threads.blocking, Timer.get()));
        }
        if (!state.bodyReturned()) {
            // One whose block returned needs its build no more: it closes by itself.
            for (Duration after : List.of(ABANDONED, CLAIM)) {
                Timer.get()
                        .schedule(
                                () -> threads.blocking.execute(() -> abortWithoutBuild(pause)),
                                after.toSeconds(),
                                TimeUnit.SECONDS);
            }
        }
        TaskListener listener = back.get(entry.whose().run());
        if (listener != null) {
            giveLog(entry.whose().run(), listener);
        }
        // When it has had its first turn, it is known whether it is open.
        return window.state();
    }

    /** The pods that may be paused and that nobody waits for any more. */
    public List<PodLeftPaused> leftPaused() {
        List<PodLeftPaused> leftPaused = new ArrayList<>();
        for (ManagedWindow pause : pauses.values()) {
            Instant since = pause.times() == null ? null : pause.times().pauseStarted();
            pause.window()
                    .stillPaused()
                    .forEach(pod -> leftPaused.add(new PodLeftPaused(pause.id(), pause.build(), since, pod)));
        }
        RecordPublisher records = recording;
        if (records != null) {
            records.unkept().forEach(unkept -> leftPaused.add(unkept(unkept)));
        }
        LeftWindows remembered = left;
        if (remembered != null) {
            leftPaused.addAll(remembered.leftPaused());
        }
        LeaseMemory forgotten = memory;
        if (forgotten != null) {
            leftPaused.addAll(forgotten.leftPaused());
        }
        return leftPaused;
    }

    private static PodLeftPaused unkept(RecordPublisher.Unkept unkept) {
        ManagedWindow pause = unkept.pause();
        return new PodLeftPaused(
                pause.id(),
                pause.build(),
                pause.times() == null ? null : pause.times().pauseStarted(),
                new StillPaused(
                        PodLeftPaused.NO_POD,
                        "none",
                        "The window is over, but " + unkept.why() + ". It is tried again every 30 s.",
                        "df -h; free some space below JENKINS_HOME/scalar-backup, or fix its permissions"));
    }

    /**
     * How the backups of each workload stand, by the records; nothing while Jenkins starts.
     *
     * @param counts which records count: those that whoever asks may read
     */
    public List<WorkloadBackups> workloads(Predicate<RecordIndexEntry> counts, Instant now) {
        return store().map(store -> WorkloadList.of(
                        store.all().stream().filter(counts).toList(),
                        store.findings()::of,
                        now,
                        JobStates::of,
                        waivers::has))
                .orElse(List.of());
    }

    /** Somebody says that nothing is expected of a workload any more. When it returns, it is on disk. */
    public void waive(Waiver waiver) throws IOException {
        LOGGER.log(Level.INFO, "Nothing is expected any more of {0} in {1}: somebody said so by hand", new Object[] {
            waiver.workload(), waiver.namespace()
        });
        waivers.add(waiver);
    }

    /** Tries at once to open what a window left paused. */
    public void tryNow(String window) {
        find(window).ifPresent(pause -> pause.window().tryNow());
        threads.blocking.execute(() -> {
            RecordPublisher records = recording;
            if (records != null) {
                records.tryNow(window);
            }
            LeftWindows remembered = left;
            if (remembered != null) {
                remembered.tryNow(window);
            }
        });
    }

    /** A build that can't come back, deleted or lost in the crash, is over as soon as Jenkins has loaded its jobs. */
    private void abortWithoutBuild(ManagedWindow pause) {
        Run<?, ?> run = pause.whose().build();
        if (!pause.isClaimed() && (run == null || !run.isBuilding())) {
            pause.abort("The controller was restarted and the build did not come back.");
        }
    }

    private ManagedWindow keep(Window window, PauseJournal of, BuildLog log, boolean ofBlock) {
        ManagedWindow pause = new ManagedWindow(window, of, log, ofBlock);
        pauses.put(pause.id(), pause);
        window.result()
                .whenCompleteAsync((record, failure) -> recording().report(pause, record, failure), threads.blocking);
        window.settled().whenComplete((done, failure) -> {
            if (pause.isToBeForgotten()) {
                pauses.remove(pause.id());
            }
        });
        return pause;
    }

    private WindowContext surroundings(Journal of, BuildLog log) {
        return surroundings(of, log, Optional::empty);
    }

    private WindowContext surroundings(Journal of, BuildLog log, Supplier<Optional<String>> refusals) {
        EventLoop loop = new ControllerLoop(threads.turns, Timer.get());
        return new WindowContext(loop, of, log, localLeases::of, refusals);
    }

    private Holder holder(String window, JournalEntry.BuildRef whose) {
        return new Holder(
                identity.instance(), identity.nonce(), window, whose.url() != null ? whose.url() : whose.run());
    }

    private JournalDirectory journal() throws RefusedException {
        if (journal == null) {
            throw new RefusedException("Jenkins has not started far enough to open a window. Run the build again.");
        }
        return journal;
    }

    private static JournalEntry.BuildRef whose(WindowRequest request) {
        Run<?, ?> run = request.run();
        String root = Jenkins.get().getRootUrl();
        return new JournalEntry.BuildRef(
                run.getExternalizableId(),
                run.getParent().getFullName(),
                run.getNumber(),
                root == null ? null : root + run.getUrl(),
                request.attempt(),
                request.databases(),
                request.expected(),
                run.getStartTimeInMillis());
    }

    private static String newId() {
        return ID.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
