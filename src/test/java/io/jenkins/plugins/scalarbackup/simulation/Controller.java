package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.backup.Holder;
import io.jenkins.plugins.scalarbackup.backup.Journal;
import io.jenkins.plugins.scalarbackup.backup.Rescue;
import io.jenkins.plugins.scalarbackup.backup.TargetCluster;
import io.jenkins.plugins.scalarbackup.backup.Window;
import io.jenkins.plugins.scalarbackup.backup.WindowOrder;
import io.jenkins.plugins.scalarbackup.backup.WindowParameters;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
import io.jenkins.plugins.scalarbackup.backup.WindowState;
import io.jenkins.plugins.scalarbackup.backup.WindowSurroundings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A controller across its starts, with what the keeper of open pauses does: it keeps the journal, takes windows up again
 * after a restart, and gives up what no build claims in time.
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

    /** From its next start on. */
    void loseLeaseRights() {
        leaseRights = false;
        process.loseLeaseRights();
    }

    private void start() {
        process = new ControllerProcess(world, host, instance, "nonce" + ++starts, home, leaseRights);
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
        world.time.after(restartAfter, this::restart);
    }

    /** Begins with what a home's journal remembers. */
    void restart() {
        if (process.isAlive() || retired) {
            return;
        }
        start();
        world.trace(() -> process + " starts");
        List.copyOf(home.journal.values()).forEach(this::adopt);
        List.copyOf(builds.values()).forEach(build -> build.controllerStarted(open.get(build.windowId())));
    }

    /** The same home directory on another machine: the builds are not known there. */
    static Controller restored(Controller original, Host host, Home copy, int number) {
        Controller twin = new Controller(original.world, original.instance, host, copy);
        twin.starts = 100 * number;
        twin.process.kill();
        twin.start();
        List.copyOf(copy.journal.values()).forEach(twin::adopt);
        return twin;
    }

    /** It never starts again; another took its place. */
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
        return retired || isUp() && open.isEmpty() && rescues == 0;
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
                new WindowOrder(holder(id, build.name()), parameters, hasBody), clusters(targets, id), surroundings());
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
        Window window = Window.adopt(state, holder(id, state.holder().build()), clusters(targets, id), surroundings());
        keep(id, window, targets);
        ControllerProcess adopter = process;
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
            if (record != null && !mine.passes(Verb.RECORD, Verb.Stage.SENT, id)) {
                WindowRecord before = home.records.put(id, record);
                world.oracle.recorded(id, mine, before, record);
                if (!mine.passes(Verb.RECORD, Verb.Stage.ARRIVED, id)
                        && !mine.passes(Verb.RECORD, Verb.Stage.ANSWERED, id)) {
                    window.recorded();
                }
            }
        });
        window.settled().whenComplete((done, never) -> {
            if (mine.isAlive()) {
                world.oracle.settles(id, mine);
                open.remove(id, window);
            }
        });
    }

    Window openWindow(String id) {
        return open.get(id);
    }

    /** A person opens pods that something left paused. */
    void rescue(boolean force, List<SimulatedTarget> targets, int number) {
        String id = (force ? Oracle.FORCED : Oracle.RESCUE) + number;
        ControllerProcess mine = process;
        world.trace(() -> mine + " begins " + id + " on " + targets);
        world.oracle.begins(id, mine, targets);
        rescues++;
        new Rescue(holder(id, "a rescue"), force, clusters(targets, id), surroundings(), victim -> Optional.ofNullable(
                                open.get(victim))
                        .ifPresent(window -> window.disturbed("its pods are opened by force")))
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

    private WindowSurroundings surroundings() {
        ControllerProcess mine = process;
        return new WindowSurroundings(
                mine.loop, journal(mine), line -> world.trace(() -> mine + ": " + line), mine::localLeases);
    }

    private Journal journal(ControllerProcess mine) {
        return new Journal() {
            @Override
            public void write(WindowState state) throws IOException {
                act(
                        state.holder().window(),
                        journal -> journal.put(state.holder().window(), state));
            }

            @Override
            public void forget(String window) throws IOException {
                act(window, journal -> journal.remove(window));
            }

            private void act(String window, Consumer<Map<String, WindowState>> change) throws IOException {
                if (mine.passes(Verb.JOURNAL, Verb.Stage.SENT, window)) {
                    return;
                }
                if (home.failingWrites > 0) {
                    home.failingWrites--;
                    throw new IOException("No space left on device");
                }
                change.accept(home.journal);
                mine.passes(Verb.JOURNAL, Verb.Stage.ARRIVED, window);
                mine.passes(Verb.JOURNAL, Verb.Stage.ANSWERED, window);
            }
        };
    }
}
