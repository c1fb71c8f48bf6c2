package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A pod with a product's server, behind its {@link SimulatedGate}, which a restart opens. */
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
    /** The periods in which its process was dead, the last one perhaps without an end. */
    private final List<long[]> dead = new ArrayList<>();

    private long tunnelsBrokeAt = -1;
    private long hangsUntil;
    // The state that the API server reports, with a delay.
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

    /** Restarts its container. */
    void restart() {
        restart(() -> {});
    }

    /** @param begun runs when it serves again */
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

    /** Kills its process; the node does not report it until it has restarted it. */
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

    /** Schedules it, pulls its image and starts it. */
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

    /**
     * Deletes it: that is reported first, its process ends after the grace period, and only then its object is gone.
     */
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

    /**
     * Evicts it: its process ends, its object stays. Older kubelets report the eviction first and end the process
     * afterwards.
     */
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

    /** Returns whether a selector listed it at any time since then. */
    boolean isSelected(String selector, long since) {
        return labels.contains(selector) || (relabelledAt >= since && labelsBefore.contains(selector));
    }

    /** Changes something irrelevant, such as a heartbeat or an annotation. */
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

    /** Sets the duration of the next drain. */
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

    /** Returns the number of its processes that have ended. */
    int downs() {
        return downs;
    }

    /** Returns the longest period within an interval in which its process was dead. */
    long deadWithin(long from, long until) {
        return dead.stream()
                .mapToLong(stretch -> Math.min(stretch[1], until) - Math.max(stretch[0], from))
                .max()
                .orElse(0);
    }

    /** Breaks the existing tunnels to it; new ones work. */
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

    /** Handles a request as soon as it does not hang; returns false if there is no process to handle it. */
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

    /** Lets somebody pause it without a drain. */
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

    /** Returns the pod as the API server shows it. */
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
