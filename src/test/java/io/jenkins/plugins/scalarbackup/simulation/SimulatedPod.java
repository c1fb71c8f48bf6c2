package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A pod with a product's server in it, behind its {@link SimulatedGate}; a restart opens that. */
final class SimulatedPod {
    private final World world;
    private final SplittableRandom random;
    final String name;
    final String uid;
    final String ip;
    final SimulatedWorkload workload;
    Set<String> labels;
    private Set<String> labelsBefore = Set.of();
    private long relabelledAt;
    final LiveLog live = new LiveLog();
    private final SimulatedGate gate;

    private boolean running;
    private int downs;
    /** When its process was dead, the last stretch perhaps without an end yet. */
    private final List<long[]> dead = new ArrayList<>();

    private long tunnelsBrokeAt = -1;
    private long hangsUntil;
    // What the API server says of it, which follows later.
    private int restarts;
    private String containerId;
    private String phase = "Running";
    private boolean ready = true;
    private boolean terminating;
    private boolean ended;
    private boolean processTold = true;
    boolean deleted;

    SimulatedPod(World world, SimulatedWorkload workload, String name, String uid, String ip, boolean starting) {
        this.world = world;
        this.random = world.random("pod " + uid);
        this.workload = workload;
        this.name = name;
        this.uid = uid;
        this.ip = ip;
        this.labels = Set.copyOf(workload.labels);
        this.gate = new SimulatedGate(world, name, random, live);
        this.containerId = "containerd://" + uid + "-0";
        if (starting) {
            phase = "Pending";
            ready = false;
        } else {
            up();
        }
    }

    // --- its process -----------------------------------------------------------------------------------------------

    private void up() {
        running = true;
        if (!dead.isEmpty()) {
            dead.get(dead.size() - 1)[1] = world.time.now();
        }
        gate.up();
        world.trace(() -> name + " (" + uid + ") serves");
    }

    private void down() {
        running = false;
        downs++;
        dead.add(new long[] {world.time.now(), Long.MAX_VALUE});
        hangsUntil = 0;
        world.trace(() -> name + " (" + uid + ") is down");
        gate.down();
    }

    /** Its container ends and starts again. */
    void restart() {
        restart(() -> {});
    }

    /** @param begun happens when it serves again */
    void restart(Runnable begun) {
        if (deleted || !running) {
            return;
        }
        down();
        long kubelet = random.nextLong(1, 1_500) * VirtualTime.MILLI;
        long startsAfter = random.nextLong(5, 4_000) * VirtualTime.MILLI;
        if (startsAfter > kubelet) {
            world.time.after(kubelet, () -> told(() -> ready = false));
        }
        startsAgain(startsAfter, kubelet, begun);
    }

    /** Its process dies, and its node does not tell before it has started it again. */
    void dieUnseen(long nanos) {
        if (!deleted && running) {
            down();
            startsAgain(nanos, random.nextLong(1, 1_500) * VirtualTime.MILLI, () -> {});
        }
    }

    private void startsAgain(long startsAfter, long kubelet, Runnable begun) {
        world.time.after(startsAfter, () -> {
            if (!deleted && !ended && !phase.equals("Failed") && !running) {
                up();
                begun.run();
                world.time.after(
                        kubelet,
                        () -> told(() -> {
                            restarts++;
                            containerId = "containerd://" + uid + "-" + restarts;
                            ready = true;
                        }));
            }
        });
    }

    /** It is scheduled, pulled, started. */
    void start() {
        world.time.after(random.nextLong(50, 2_500) * VirtualTime.MILLI, () -> {
            if (!deleted && !ended) {
                up();
                world.time.after(
                        random.nextLong(1, 1_500) * VirtualTime.MILLI,
                        () -> told(() -> {
                            phase = "Running";
                            ready = true;
                        }));
            }
        });
    }

    /** It is deleted: told first, ended after its grace, gone from the API only when its process has ended. */
    boolean delete(long grace) {
        if (deleted || terminating) {
            return false;
        }
        told(() -> terminating = true);
        world.time.after(grace, () -> {
            ended = true;
            if (running) {
                down();
            }
            world.time.after(random.nextLong(1, 300) * VirtualTime.MILLI, () -> {
                if (!deleted) {
                    deleted = true;
                    workload.api.deleted(this);
                }
            });
        });
        return true;
    }

    /** Its node evicts it: its process ends, its object stays. Older kubelets say so first, and end it afterwards. */
    void evict() {
        if (deleted || phase.equals("Failed")) {
            return;
        }
        if (random.nextBoolean()) {
            told(() -> {
                phase = "Failed";
                ready = false;
            });
            world.time.after(random.nextLong(0, 40 * VirtualTime.SECOND), () -> {
                ended = true;
                if (running) {
                    down();
                }
                world.time.after(random.nextLong(1, 500) * VirtualTime.MILLI, () -> told(() -> processTold = false));
            });
            return;
        }
        down();
        phase = "Failed";
        world.time.after(
                random.nextLong(1, 500) * VirtualTime.MILLI,
                () -> told(() -> {
                    ready = false;
                    processTold = false;
                }));
    }

    void relabel(Set<String> now) {
        if (!deleted) {
            labelsBefore = labels;
            relabelledAt = world.time.now();
            workload.api.relabelled(this, now);
        }
    }

    /** Whether a selector listed it at any time since then. */
    boolean isSelected(String selector, long since) {
        return labels.contains(selector) || (relabelledAt >= since && labelsBefore.contains(selector));
    }

    /** A heartbeat, an annotation. */
    void touch() {
        told(() -> {});
    }

    private void told(Runnable change) {
        if (!deleted) {
            change.run();
            workload.api.changed(this);
        }
    }

    void hang(long nanos) {
        hangsUntil = Math.max(hangsUntil, world.time.now() + nanos);
    }

    /** The next time its gate closes, what is in flight takes so long. */
    void drainsIn(long nanos) {
        gate.drainsIn(nanos);
    }

    void drainsOn(long nanos) {
        gate.drainsOn(nanos);
    }

    void nextUnpauseHasNoEffect() {
        gate.nextUnpauseHasNoEffect();
    }

    String uidOf() {
        return uid;
    }

    boolean wasNeverDown() {
        return running && downs == 0;
    }

    boolean isRunning() {
        return running;
    }

    /** How many processes of it have ended. */
    int downs() {
        return downs;
    }

    /** For how long, at the most, its process was dead at a stretch within an interval. */
    long deadWithin(long from, long until) {
        return dead.stream()
                .mapToLong(stretch -> Math.min(stretch[1], until) - Math.max(stretch[0], from))
                .max()
                .orElse(0);
    }

    /** The tunnels to it that were made so far carry nothing any more; new ones do. */
    void breakTunnels() {
        tunnelsBrokeAt = world.time.now();
    }

    boolean brokeTunnelsSince(long made) {
        return tunnelsBrokeAt >= made;
    }

    boolean isOpen() {
        return gate.isOpen();
    }

    SimulatedRequests requests() {
        return gate.requests();
    }

    Set<String> closers() {
        return gate.closers();
    }

    // --- its Admin service ------------------------------------------------------------------------------------------

    /** Handles a request, when it hangs no more; false when there is no process to handle it. */
    boolean handle(Runnable request, Runnable broken) {
        if (!running) {
            return false;
        }
        if (hangsUntil > world.time.now()) {
            int asked = downs;
            world.time.at(hangsUntil, () -> {
                if (downs != asked || !handle(request, broken)) {
                    broken.run();
                }
            });
        } else {
            request.run();
        }
        return true;
    }

    void pause(String by, long maxPauseWait, Consumer<SimulatedGate.PauseAnswer> answer) {
        gate.pause(by, maxPauseWait, true, answer);
    }

    /** Somebody pauses it and waits for nothing. */
    void pauseAtOnce(String by) {
        gate.pause(by, 0, false, answer -> {});
    }

    boolean wasClosedByForeignerIn(long[] stretch) {
        return gate.wasClosedByForeignerIn(stretch);
    }

    /** See {@link SimulatedGate#closedByOthersSince()}. */
    long closedByOthersSince() {
        return running ? gate.closedByOthersSince() : -1;
    }

    /** See {@link SimulatedGate#closedSince(String)}. */
    long closedSince(String window) {
        return running ? gate.closedSince(window) : -1;
    }

    boolean isPaused() {
        return !gate.isOpen();
    }

    long hangsUntil() {
        return hangsUntil;
    }

    boolean hangs() {
        return hangsUntil > world.time.now();
    }

    void unpause(String by) {
        gate.unpause(by);
    }

    /** As the API server shows it. */
    Pod shown() {
        return new Pod(
                name,
                uid,
                phase,
                ready,
                terminating,
                "node-0",
                phase.equals("Pending") ? null : ip,
                List.of(new Container(
                        "server", containerId, restarts, world.profile.product().image(), null, List.of(60053))),
                List.of(),
                processTold);
    }

    @Override
    public String toString() {
        return name + " (" + uid + ")";
    }
}
