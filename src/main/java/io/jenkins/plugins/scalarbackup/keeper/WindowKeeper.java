package io.jenkins.plugins.scalarbackup.keeper;

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
import io.jenkins.plugins.scalarbackup.backup.Holder;
import io.jenkins.plugins.scalarbackup.backup.Journal;
import io.jenkins.plugins.scalarbackup.backup.LocalLeases;
import io.jenkins.plugins.scalarbackup.backup.Loop;
import io.jenkins.plugins.scalarbackup.backup.Pod;
import io.jenkins.plugins.scalarbackup.backup.PodConnector;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.Rescue;
import io.jenkins.plugins.scalarbackup.backup.RescueCommand;
import io.jenkins.plugins.scalarbackup.backup.StillPaused;
import io.jenkins.plugins.scalarbackup.backup.TargetCluster;
import io.jenkins.plugins.scalarbackup.backup.TargetSelection;
import io.jenkins.plugins.scalarbackup.backup.Window;
import io.jenkins.plugins.scalarbackup.backup.WindowOrder;
import io.jenkins.plugins.scalarbackup.backup.WindowState;
import io.jenkins.plugins.scalarbackup.backup.WindowSurroundings;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.report.RecordStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import java.util.logging.Level;
import java.util.logging.Logger;
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

    /** How often an entry of the journal is tried again whose pods could not be reached. */
    private static final Duration ADOPT_AGAIN = Duration.ofSeconds(30);

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Map<String, OpenPause> pauses = new ConcurrentHashMap<>();
    private final LocalLeases localLeases = new LocalLeases();
    private final KeeperThreads threads = new KeeperThreads();
    private final GrpcPodConnector connector = new GrpcPodConnector();
    private final TargetClusters clusters = new TargetClusters(connector, threads.blocking);
    private final Map<String, Unreached> unreached = new ConcurrentHashMap<>();
    private final TriesToCome adoptions = new TriesToCome(
            (later, delay) -> Timer.get().schedule(later, delay.toSeconds(), TimeUnit.SECONDS), ADOPT_AGAIN);
    private ControllerIdentity identity;
    private JournalDirectory journal;
    /** The logs of builds that came back before the journal was read; null since then. */
    private Map<String, TaskListener> backEarly = new HashMap<>();

    private volatile Recording recording;

    /** The keeper of this controller. */
    public static @NonNull WindowKeeper get() {
        return ExtensionList.lookupSingleton(WindowKeeper.class);
    }

    /** Runs what blocks, for the steps: never the CPS VM thread. */
    public Executor blocking() {
        return threads.blocking;
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
    public OpenPause open(WindowRequest request) throws RefusedException {
        Jenkins jenkins = Jenkins.get();
        if (jenkins.isQuietingDown() || jenkins.isTerminating()) {
            throw new RefusedException("Jenkins is shutting down, and no pod is paused that it might leave paused. Run"
                    + " the build again when it is up.");
        }
        JournalDirectory directory = journal();
        List<TargetClusters.Reached> reached = clusters.of(request.targets(), request.run());
        JournalEntry.Whose whose = whose(request);
        Holder holder = holder(newId(), whose);
        BuildLog log = new BuildLog(holder.window(), request.listener());
        List<JournalEntry.Target> targets =
                reached.stream().map(TargetClusters.Reached::entry).toList();
        PauseJournal of = new PauseJournal(directory, threads.blocking, whose, targets);
        Window window = new Window(
                new WindowOrder(holder, request.parameters(), request.hasBody()),
                reached.stream().map(TargetClusters.Reached::cluster).toList(),
                surroundings(of, log));
        OpenPause pause = keep(window, of, log, request.hasBody());
        pause.watch(new AbortWatch(pause, request.run(), threads.blocking, Timer.get()));
        pause.openedBy(window.open());
        return pause;
    }

    /** Forgets a pause whose step has its record, as soon as its pods are settled. */
    public void taken(OpenPause pause) {
        pause.take();
        if (pause.isSettled()) {
            pauses.remove(pause.id());
        }
    }

    /** The window with this ID, if this controller has it. */
    public Optional<OpenPause> find(String id) {
        return Optional.ofNullable(pauses.get(id));
    }

    /**
     * The build's pauses that no step has closed yet, the oldest first. One that its limit or a drift closed is among
     * them until somebody asks for its record.
     */
    public List<OpenPause> pausesOf(Run<?, ?> run) {
        String id = run.getExternalizableId();
        return pauses.values().stream()
                .filter(pause -> pause.whose().run().equals(id) && !pause.isTaken() && pause.times() != null)
                .sorted(Comparator.comparing(
                        pause -> pause.times().pauseCompleted(), Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** Everything in the keeper's hands, for pages and monitors. */
    public List<OpenPause> all() {
        return List.copyOf(pauses.values());
    }

    /** The records of this controller. */
    public Recording recording() {
        if (recording == null) {
            throw new IllegalStateException("Jenkins has not started far enough");
        }
        return recording;
    }

    /** The records below JENKINS_HOME; empty while Jenkins starts. */
    Optional<RecordStore> store() {
        return Optional.ofNullable(recording).map(Recording::store);
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
        JournalEntry.Whose whose = whose(new WindowRequest(run, listener, targets, null, false, 1, List.of()));
        Holder holder = holder("rescue-" + newId(), whose);
        BuildLog log = new BuildLog(holder.window(), listener);
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
                .run();
    }

    /** The UIDs of the pods that may be paused by what this controller remembers. */
    private CompletionStage<Set<String>> claimedPods() {
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        unreached.values().forEach(left -> claimed.addAll(left.entry().state().claimedPods()));
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
        synchronized (this) {
            if (backEarly != null) {
                backEarly.put(run.getExternalizableId(), log);
                return;
            }
        }
        giveLog(run.getExternalizableId(), log);
    }

    private void giveLog(String run, TaskListener log) {
        for (OpenPause pause : pauses.values()) {
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
        for (OpenPause pause : pauses.values()) {
            if (pause.whose().run().equals(id)) {
                pause.buildEnded();
                if (pause.isOpen()) {
                    if (!pause.closedEarly().toCompletableFuture().isDone()) {
                        pause.log().to(log);
                        pause.log()
                                .line("WARNING: the build ends with pause " + pause.id()
                                        + " still open; its pods are opened now."
                                        + (pause.isOfBlock() ? "" : " Close it with scalarUnpause()."));
                    }
                    pause.logNowhere();
                    pause.abort(
                            pause.isOfBlock()
                                    ? "The build ended while its window was open."
                                    : "The build ended with this pause still open; scalarUnpause was not reached.");
                } else if (pause.isSettled()) {
                    pauses.remove(pause.id());
                }
            }
        }
    }

    /** A job has another name or place, itself or with a folder it is in: its builds' windows are found under that. */
    void moved(Item job, String oldName) {
        String root = Jenkins.get().getRootUrl();
        for (OpenPause pause : pauses.values()) {
            if (pause.whose().job().equals(oldName)) {
                pause.isOf(pause.whose().in(job, root));
            }
        }
        unreached.forEach((id, left) -> {
            JournalEntry entry = left.entry();
            if (entry.whose().job().equals(oldName)) {
                JournalEntry renamed = entry.of(entry.whose().in(job, root));
                new PauseJournal(journal, threads.blocking, renamed).writeAgain();
                unreached.replace(id, left, new Unreached(renamed, left.why()));
            }
        });
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

    void begin(Jenkins jenkins) {
        Path home = jenkins.getRootDir().toPath().resolve("scalar-backup");
        identity = ControllerIdentity.of(jenkins);
        journal = new JournalDirectory(home.resolve("open"));
        recording = new Recording(home.resolve("records"), identity);
        for (JournalEntry entry : journal.read()) {
            try {
                adopt(entry);
            } catch (RuntimeException incomplete) {
                // Jenkins must start, and the other windows must be taken up.
                LOGGER.log(
                        Level.SEVERE,
                        "An entry in " + home.resolve("open") + " is incomplete. Its pods may still be paused: look at"
                                + " the Leases named scalar-backup.* in the cluster, which say what to do.",
                        incomplete);
            }
        }
        Map<String, TaskListener> back;
        synchronized (this) {
            back = backEarly;
            backEarly = null;
        }
        back.forEach(this::giveLog);
    }

    private void adopt(JournalEntry entry) {
        WindowState state = entry.state();
        String id = state.holder().window();
        Run<?, ?> run = entry.whose().build();
        BuildLog log = new BuildLog(id, null);
        try {
            PauseJournal of = new PauseJournal(journal, threads.blocking, entry);
            Window window =
                    Window.adopt(state, holder(id, entry.whose()), clusters.of(entry, run), surroundings(of, log));
            OpenPause pause = keep(window, of, log, state.hasBody());
            pause.openedBy(window.opened());
            pause.stopAgain();
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
            unreached.remove(id);
        } catch (RefusedException failure) {
            boolean first = unreached.put(id, new Unreached(entry, failure.getMessage())) == null;
            LOGGER.log(
                    first ? Level.SEVERE : Level.FINE,
                    "Window {0} of {1} was open when the controller stopped, and its pods can't be reached to be opened:"
                            + " {2} They may still be paused. It is tried again every {3} s; to open them by hand: {4}",
                    new Object[] {
                        id,
                        entry.whose().run(),
                        failure.getMessage(),
                        ADOPT_AGAIN.toSeconds(),
                        String.join(" ; ", commands(entry))
                    });
            adoptions.plan(id, () -> threads.blocking.execute(() -> adoptUnreached(id)));
        }
    }

    /** One at a time: a person's try and the one that was due must not take the same window up twice. */
    private synchronized void adoptUnreached(String id) {
        Unreached left = unreached.get(id);
        if (left != null) {
            adopt(left.entry());
        }
    }

    private static List<String> commands(JournalEntry entry) {
        return entry.state().targets().stream()
                .map(target ->
                        RescueCommand.forPods(target.target(), target.before().livePods()))
                .toList();
    }

    /**
     * An entry of the journal whose pods can't be reached, since its credential is gone say.
     *
     * @param entry what the journal remembers
     * @param why a sentence for the reader
     */
    private record Unreached(JournalEntry entry, String why) {}

    /**
     * A pod that may be paused and that nobody waits for any more.
     *
     * @param window the window's ID
     * @param build whose window it was
     * @param since when its pause began; null where the journal does not know
     * @param pod which, why, and what to do
     */
    public record Stuck(String window, String build, Instant since, StillPaused pod) {}

    /** The pods that may be paused and that nobody waits for any more. */
    public List<Stuck> stuck() {
        List<Stuck> stuck = new ArrayList<>();
        for (OpenPause pause : pauses.values()) {
            Instant since = pause.times() == null ? null : pause.times().pauseStarted();
            pause.window().stillPaused().forEach(pod -> stuck.add(new Stuck(pause.id(), pause.build(), since, pod)));
        }
        unreached.forEach((id, left) -> {
            JournalEntry entry = left.entry();
            for (WindowState.TargetState target : entry.state().targets()) {
                for (Pod pod : target.before().livePods()) {
                    stuck.add(new Stuck(
                            id,
                            entry.whose().job() + " #" + entry.whose().number(),
                            entry.state().times().pauseStarted(),
                            new StillPaused(
                                    pod.name(),
                                    target.target().namespace(),
                                    left.why(),
                                    RescueCommand.forPods(target.target(), List.of(pod)))));
                }
            }
        });
        return stuck;
    }

    /** Tries at once to open what a window left paused. */
    public void tryNow(String window) {
        find(window).ifPresent(pause -> pause.window().tryNow());
        threads.blocking.execute(() -> adoptUnreached(window));
    }

    /** A build that can't come back, deleted or lost in the crash, is over as soon as Jenkins has loaded its jobs. */
    private void abortWithoutBuild(OpenPause pause) {
        Run<?, ?> run = pause.whose().build();
        if (!pause.isClaimed() && (run == null || !run.isBuilding())) {
            pause.abort("The controller was restarted and the build did not come back.");
        }
    }

    private OpenPause keep(Window window, PauseJournal of, BuildLog log, boolean ofBlock) {
        OpenPause pause = new OpenPause(window, of, log, ofBlock);
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

    private WindowSurroundings surroundings(Journal of, BuildLog log) {
        Loop loop = new ControllerLoop(threads.turns, Timer.get());
        return new WindowSurroundings(loop, of, log, localLeases::of);
    }

    private Holder holder(String window, JournalEntry.Whose whose) {
        return new Holder(
                identity.instance(), identity.nonce(), window, whose.url() != null ? whose.url() : whose.run());
    }

    private JournalDirectory journal() throws RefusedException {
        if (journal == null) {
            throw new RefusedException("Jenkins has not started far enough to open a window. Run the build again.");
        }
        return journal;
    }

    private static JournalEntry.Whose whose(WindowRequest request) {
        Run<?, ?> run = request.run();
        String root = Jenkins.get().getRootUrl();
        return new JournalEntry.Whose(
                run.getExternalizableId(),
                run.getParent().getFullName(),
                run.getNumber(),
                root == null ? null : root + run.getUrl(),
                request.attempt(),
                request.databases());
    }

    private static String newId() {
        return ID.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
