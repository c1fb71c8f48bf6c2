package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.backup.Container;
import io.jenkins.plugins.scalarbackup.backup.Pod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A pod with a product's server in it: the gate closes first, then what is in flight is waited for; a time-out opens the
 * gate again by itself, even under another pauser (unless the product is one that was mended); {@code paused} is true
 * while draining; a restart opens the gate.
 */
final class SimulatedPod {
    /** What a Pause ends in. */
    enum PauseAnswer {
        DRAINED,
        TIMED_OUT,
        TIMED_OUT_STILL_PAUSED,
        LOST_RACE,
        BROKEN
    }

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
    private final Profile.Product product;

    private boolean running;
    private int downs;
    private boolean open;
    private long busyUntil;
    private long nextDrain = -1;
    private boolean unpauseWithoutEffect;
    private long hangsUntil;
    /** Who closed the gate since it was open last. */
    private final Set<String> closers = new LinkedHashSet<>();

    private final List<Long> closedByForeigners = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();

    // What the API server says of it, which follows later.
    private int restarts;
    private String containerId;
    private String phase = "Running";
    private boolean ready = true;
    private boolean terminating;
    private boolean ended;
    private boolean processTold = true;
    boolean deleted;

    private final class Drain {
        final String by;
        final long until;
        final Consumer<PauseAnswer> answer;
        boolean done;

        Drain(String by, long until, Consumer<PauseAnswer> answer) {
            this.by = by;
            this.until = until;
            this.answer = answer;
        }

        void answer(PauseAnswer what) {
            if (!done) {
                done = true;
                drains.remove(this);
                answer.accept(what);
            }
        }
    }

    SimulatedPod(World world, SimulatedWorkload workload, String name, String uid, String ip, boolean starting) {
        this.world = world;
        this.random = world.random("pod " + uid);
        this.workload = workload;
        this.name = name;
        this.uid = uid;
        this.ip = ip;
        this.labels = Set.copyOf(workload.labels);
        this.product = world.profile.product();
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
        open = true;
        closers.clear();
        live.livesFrom(world.time.now());
        world.trace(() -> name + " (" + uid + ") serves");
    }

    private void down() {
        running = false;
        downs++;
        open = false;
        live.endsAt(world.time.now());
        hangsUntil = 0;
        closers.clear();
        world.trace(() -> name + " (" + uid + ") is down");
        List.copyOf(drains).forEach(drain -> drain.answer(PauseAnswer.BROKEN));
    }

    /** Its container ends and starts again. */
    void restart() {
        if (deleted || !running) {
            return;
        }
        down();
        long kubelet = random.nextLong(1, 1_500) * VirtualTime.MILLI;
        long startsAfter = random.nextLong(5, 4_000) * VirtualTime.MILLI;
        if (startsAfter > kubelet) {
            world.time.after(kubelet, () -> told(() -> ready = false));
        }
        world.time.after(startsAfter, () -> {
            if (!deleted && !ended && !phase.equals("Failed")) {
                up();
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
        nextDrain = nanos;
    }

    void nextUnpauseHasNoEffect() {
        unpauseWithoutEffect = true;
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

    boolean isOpen() {
        return open;
    }

    Set<String> closers() {
        return closers;
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

    void pause(String by, long maxPauseWait, Consumer<PauseAnswer> answer) {
        long now = world.time.now();
        if (open) {
            open = false;
            busyUntil = now + inFlight();
            if (product != Profile.Product.LETS_BATCHES_PASS) {
                live.livesUntil(busyUntil);
            }
            if (!Oracle.isWindow(by)) {
                closedByForeigners.add(now);
            }
        }
        closers.add(by);
        Drain drain = new Drain(by, now + maxPauseWait, answer);
        drains.add(drain);
        world.trace(() -> name + " closes for " + by + ", in flight until " + VirtualTime.shown(busyUntil));
        drained(drain);
    }

    private long inFlight() {
        long forced = nextDrain;
        nextDrain = -1;
        if (forced >= 0) {
            return forced;
        }
        return random.nextInt(10) < 8
                ? random.nextLong(0, 40 * VirtualTime.MILLI)
                : random.nextLong(0, 900 * VirtualTime.MILLI);
    }

    private void drained(Drain drain) {
        if (drain.done) {
            return;
        }
        long now = world.time.now();
        // An open gate: in the traffic that flows again there are moments without a transaction.
        if (now >= busyUntil) {
            drain.answer(PauseAnswer.DRAINED);
        } else if (now >= drain.until) {
            timedOut(drain);
        } else {
            world.time.at(Math.min(busyUntil, drain.until), () -> drained(drain));
        }
    }

    private void timedOut(Drain drain) {
        closers.remove(drain.by);
        boolean heldByAnother = product == Profile.Product.MENDED && !open && !closers.isEmpty();
        if (!heldByAnother) {
            opened(drain.by + "'s time-out");
        }
        drain.answer(heldByAnother ? PauseAnswer.TIMED_OUT_STILL_PAUSED : PauseAnswer.TIMED_OUT);
    }

    /** Whether a stretch in which it lived was ended by a foreign client's Pause. */
    boolean wasClosedByForeignerIn(long[] stretch) {
        return closedByForeigners.stream().anyMatch(at -> at >= stretch[0] && at <= stretch[1]);
    }

    boolean isPaused() {
        return !open;
    }

    void unpause(String by) {
        if (unpauseWithoutEffect) {
            unpauseWithoutEffect = false;
            world.trace(() -> name + " acknowledges " + by + "'s Unpause and stays as it was");
            return;
        }
        if (product == Profile.Product.MENDED && !open) {
            List.copyOf(drains).forEach(drain -> drain.answer(PauseAnswer.LOST_RACE));
        }
        opened(by + "'s Unpause");
    }

    private void opened(String why) {
        if (!open) {
            open = true;
            live.livesFrom(world.time.now());
            world.trace(() -> name + " opens by " + why);
        }
        closers.clear();
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
                List.of(new Container("server", containerId, restarts, product.image(), null, List.of(60053))),
                List.of(),
                processTold);
    }

    @Override
    public String toString() {
        return name + " (" + uid + ")";
    }
}
