package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.engine.JournalQueue;
import io.jenkins.plugins.scalarbackup.engine.LogQueue;
import io.jenkins.plugins.scalarbackup.engine.Rescue;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.engine.WindowContext;
import io.jenkins.plugins.scalarbackup.engine.WindowLog;
import io.jenkins.plugins.scalarbackup.engine.WindowSpec;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A controller across its starts, with what the keeper of open pauses does: it keeps the journal, adopts windows after
 * a restart, and aborts those that no build claims in time.
 */
final class Controller {
    private static final long CLAIM = 40 * VirtualTime.SECOND;

    private final World world;
    final String instance;
    final Host host;
    final Home home;
    private final Map<String, SimulatedBuild> builds = new HashMap<>();
    /** Windows of this start that are not settled. */
    private final Map<String, Window> open = new HashMap<>();

    private int starts;
    private int rescues;
    private SimulatedMemory memory;
    ControllerProcess process;
    private boolean leaseRights = true;
    private boolean restartIsDue;
    private boolean retired;

    Controller(World world, String instance, Host host, Home home) {
        this.world = world;
        this.instance = instance;
        this.host = host;
        this.home = home;
        start();
    }

    ControllerProcess process() {
        return process;
    }

    boolean isUp() {
        return process.isAlive();
    }

    /** Takes effect at its next start. */
    void loseLeaseRights() {
        leaseRights = false;
        process.loseLeaseRights();
    }

    private void start() {
        process = new ControllerProcess(world, host, instance, "nonce" + ++starts, home, leaseRights);
        memory = new SimulatedMemory(world, process, open::containsKey);
        restartIsDue = false;
    }

    void crash(long restartAfter) {
        if (restartIsDue || retired) {
            return;
        }
        process.kill();
        open.clear();
        rescues = 0;
        restartIsDue = true;
        // Nothing starts while the disk hangs.
        world.time.at(Math.max(world.time.now() + restartAfter, home.hangsUntil), this::restart);
    }

    /** Stops it in an orderly way: open windows are left to the next start, which follows soon. */
    void stop(long restartAfter) {
        if (restartIsDue || retired || !isUp()) {
            return;
        }
        ControllerProcess stopped = process;
        world.trace(() -> stopped + " is stopped");
        List.copyOf(open.values()).forEach(Window::handOver);
        stopped.timeout(3 * VirtualTime.SECOND, () -> {
            if (process == stopped && isUp()) {
                crash(restartAfter);
            }
        });
    }

    /** Crashes it and deletes its journal, as if its disk had been replaced. */
    void crashWithoutJournal(long restartAfter) {
        if (!restartIsDue && !retired) {
            crash(restartAfter);
            home.journal.clear();
        }
    }

    /** Starts it with the windows in the journal of its home. */
    void restart() {
        if (process.isAlive() || retired) {
            return;
        }
        start();
        world.trace(() -> process + " starts");
        List.copyOf(home.journal.values()).forEach(this::adopt);
        memory.begin();
        List.copyOf(builds.values()).forEach(build -> build.controllerStarted(open.get(build.windowId())));
    }

    /** Creates a controller with a copy of the home directory on another machine, which does not have the builds. */
    static Controller restored(Controller original, Host host, Home copy, int number) {
        Controller twin = new Controller(original.world, original.instance, host, copy);
        twin.starts = 100 * number;
        twin.process.kill();
        twin.start();
        List.copyOf(copy.journal.values()).forEach(twin::adopt);
        twin.memory.begin();
        return twin;
    }

    /** Ends it for ever; another one took its place. */
    void retire() {
        retired = true;
        builds.values().forEach(SimulatedBuild::isLost);
    }

    boolean hasBuilds() {
        return !builds.isEmpty();
    }

    boolean isRetired() {
        return retired;
    }

    boolean isAtRest() {
        return retired || isUp() && open.isEmpty() && rescues == 0 && memory.isAtRest();
    }

    // --- windows ----------------------------------------------------------------------------------------------------

    Window newWindow(
            SimulatedBuild build,
            String id,
            WindowParameters parameters,
            boolean hasBody,
            List<SimulatedTarget> targets) {
        builds.put(id, build);
        Window window = new Window(
                new WindowSpec(holder(id, build.name()), parameters, hasBody), clusters(targets, id), surroundings(id));
        keep(id, window, build.requested());
        return window;
    }

    private void adopt(WindowState state) {
        String id = state.holder().window();
        List<SimulatedTarget> targets = state.targets().stream()
                .map(target -> new SimulatedTarget(
                        world.apis.stream()
                                .filter(api -> api.url.equals(target.target().cluster()))
                                .findFirst()
                                .orElseThrow(),
                        target.target().selector()))
                .toList();
        world.trace(() -> process + " finds " + id + " " + state.phase());
        Window window =
                Window.adopt(state, holder(id, state.holder().build()), clusters(targets, id), surroundings(id));
        keep(id, window, targets);
        ControllerProcess adopter = process;
        if (state.phase() == WindowState.Phase.OPEN || state.phase() == WindowState.Phase.CLOSING) {
            world.oracle.watchdogs.resumes(id, adopter);
        }
        process.timeout(CLAIM, () -> {
            SimulatedBuild build = builds.get(id);
            if (adopter.isAlive() && (build == null || !build.claims(window))) {
                world.oracle.aborted(id, adopter);
                window.abort("No build came back to this window in time.");
            }
        });
    }

    private void keep(String id, Window window, List<SimulatedTarget> targets) {
        ControllerProcess mine = process;
        open.put(id, window);
        world.oracle.begins(id, mine, targets);
        window.result().whenComplete((record, refusal) -> {
            world.oracle.ends(id, mine, record, refusal);
            if (record != null) {
                keepRecord(id, mine, window, record);
            }
        });
        window.settled().whenComplete((done, never) -> {
            if (mine.isAlive()) {
                world.oracle.settles(id, mine);
                open.remove(id, window);
            }
        });
    }

    /** Lets the journal drop a window, but only after its record is stored. */
    private void keepRecord(String id, ControllerProcess mine, Window window, WindowRecord record) {
        mine.disk
                .act(Verb.RECORD, id, () -> world.oracle.recorded(id, mine, home.records.put(id, record), record))
                .whenComplete((kept, failure) -> {
                    if (failure == null) {
                        window.recorded();
                    } else {
                        mine.timeout(5 * VirtualTime.SECOND, () -> keepRecord(id, mine, window, record));
                    }
                });
    }

    Window openWindow(String id) {
        return open.get(id);
    }

    /** Lets a person unpause pods that something left paused. */
    void rescue(boolean force, List<SimulatedTarget> targets, int number) {
        String id = (force ? Oracle.FORCED : Oracle.RESCUE) + number;
        ControllerProcess mine = process;
        world.trace(() -> mine + " begins " + id + " on " + targets);
        world.oracle.begins(id, mine, targets);
        rescues++;
        new Rescue(
                        holder(id, "a rescue"),
                        force,
                        clusters(targets, id),
                        surroundings(id),
                        victim -> Optional.ofNullable(open.get(victim))
                                .ifPresent(window -> window.disturbed("its pods are opened by force")),
                        () -> CompletableFuture.completedFuture(home.journal.values().stream()
                                .flatMap(state -> state.claimedPods().stream())
                                .collect(Collectors.toSet())))
                .run()
                .whenComplete((opened, failure) -> {
                    if (mine.isAlive()) {
                        world.trace(() -> id + " opened " + opened + (failure == null ? "" : ": " + failure));
                        world.oracle.settles(id, mine);
                        rescues--;
                    }
                });
    }

    private Holder holder(String id, String build) {
        return new Holder(instance, process.nonce, id, build);
    }

    private List<TargetCluster> clusters(List<SimulatedTarget> targets, String id) {
        List<TargetCluster> clusters = new ArrayList<>();
        targets.forEach(target -> clusters.add(new SimulatedCluster(process, target.api(), target.selector(), id)));
        return clusters;
    }

    private WindowContext surroundings(String id) {
        ControllerProcess mine = process;
        WindowLog queue = new LogQueue(mine.log, mine.log);
        WindowLog log = line -> {
            if (mine.isAlive()) {
                world.oracle.opening.said(id, mine, line);
            }
            queue.line(line);
        };
        return new WindowContext(mine.loop, new JournalQueue(mine.disk), log, mine::localLeases);
    }
}
