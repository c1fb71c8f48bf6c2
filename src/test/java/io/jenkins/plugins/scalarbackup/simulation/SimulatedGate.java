package io.jenkins.plugins.scalarbackup.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The gate of a product's server: it closes first and then waits for what is in flight; {@code paused} is already true
 * while draining. The old generation lets several Pauses drain at a time, and a timeout opens the gate under all of
 * them; later ones serve one after the other, each waiting within its own time limit, and report the outcome.
 */
final class SimulatedGate {
    /** The outcomes of a Pause. */
    enum PauseAnswer {
        DRAINED,
        TIMED_OUT,
        TIMED_OUT_STILL_PAUSED,
        PAUSE_IN_PROGRESS,
        GATE_OPEN,
        /** An unknown reason: the gate stays closed. */
        UNHEARD_OF,
        BROKEN
    }

    private final World world;
    private final String name;
    private final SplittableRandom random;
    private final LiveLog live;
    private final Profile.Product product;

    private boolean open;
    private long closedSince;
    private long busyUntil;
    private long nextDrain = -1;
    private boolean unpauseWithoutEffect;
    /** The clients that have closed the gate since it was last open. */
    private final Set<String> closers = new LinkedHashSet<>();

    private final List<Long> closedByForeigners = new ArrayList<>();
    private final SimulatedRequests requests;
    private final List<Drain> drains = new ArrayList<>();
    private final Deque<Drain> waiting = new ArrayDeque<>();

    private final class Drain {
        final String by;
        final long until;
        final Consumer<PauseAnswer> answer;
        boolean heldBefore;
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
                waiting.remove(this);
                answer.accept(what);
            }
        }
    }

    SimulatedGate(World world, String name, SplittableRandom random, LiveLog live) {
        this.world = world;
        this.name = name;
        this.random = random;
        this.live = live;
        this.product = world.profile.product();
        this.requests = new SimulatedRequests(world, name);
    }

    private boolean isOld() {
        return product == Profile.Product.AS_MEASURED || product == Profile.Product.LETS_BATCHES_PASS;
    }

    // --- its process ------------------------------------------------------------------------------------------------

    void up() {
        open = true;
        closers.clear();
        live.livesFrom(world.time.now());
    }

    void down() {
        open = false;
        live.endsAt(world.time.now());
        closers.clear();
        requests.processEnds();
        List.copyOf(waiting).forEach(drain -> drain.answer(PauseAnswer.BROKEN));
        List.copyOf(drains).forEach(drain -> drain.answer(PauseAnswer.BROKEN));
    }

    /** Sets the duration of the next drain. */
    void drainsIn(long nanos) {
        nextDrain = nanos;
    }

    /** Lets the drains under way take at least this long from now on. */
    void drainsOn(long nanos) {
        if (!drains.isEmpty()) {
            busyUntil = Math.max(busyUntil, world.time.now() + nanos);
        }
    }

    void nextUnpauseHasNoEffect() {
        unpauseWithoutEffect = true;
    }

    boolean isOpen() {
        return open;
    }

    SimulatedRequests requests() {
        return requests;
    }

    Set<String> closers() {
        return closers;
    }

    /** Returns the time since which somebody other than a window has kept it closed; negative if nobody has. */
    long closedByOthersSince() {
        return !open && !closers.isEmpty() && closers.stream().noneMatch(Oracle::isWindow) ? closedSince : -1;
    }

    /** Returns the time since which a window has kept it closed; negative if it has not. */
    long closedSince(String window) {
        return !open && closers.contains(window) ? closedSince : -1;
    }

    /** Returns whether a period in which it was live was ended by a foreign client's Pause. */
    boolean wasClosedByForeignerIn(long[] stretch) {
        return closedByForeigners.stream().anyMatch(at -> at >= stretch[0] && at <= stretch[1]);
    }

    // --- requests ---------------------------------------------------------------------------------------------------

    /** @param waits whether to wait for what is in flight */
    void pause(String by, long maxPauseWait, boolean waits, Consumer<PauseAnswer> answer) {
        Drain drain = new Drain(by, world.time.now() + maxPauseWait, answer);
        if (isOld() || drains.isEmpty()) {
            serve(drain, waits);
        } else if (!waits) {
            drain.answer(PauseAnswer.PAUSE_IN_PROGRESS);
        } else {
            waiting.add(drain);
            world.trace(() -> name + " lets " + by + " wait for " + drains.get(0).by);
            world.time.at(drain.until, () -> {
                if (waiting.contains(drain)) {
                    drain.answer(PauseAnswer.PAUSE_IN_PROGRESS);
                }
            });
        }
    }

    private void serve(Drain drain, boolean waits) {
        long now = world.time.now();
        drain.heldBefore = !open;
        if (open) {
            open = false;
            closedSince = now;
            requests.gateCloses(() -> open);
            busyUntil = now + inFlight();
            if (product != Profile.Product.LETS_BATCHES_PASS) {
                live.livesUntil(busyUntil);
            }
            if (!Oracle.isWindow(drain.by)) {
                closedByForeigners.add(now);
            }
        }
        closers.add(drain.by);
        world.trace(() -> name + " closes for " + drain.by + ", in flight until " + VirtualTime.shown(busyUntil));
        if (waits) {
            drains.add(drain);
            drained(drain);
        } else {
            drain.answer(PauseAnswer.DRAINED);
        }
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
        // The gate is open: in the traffic that flows again, there are moments without a transaction.
        if (now >= busyUntil) {
            drain.answer(PauseAnswer.DRAINED);
            next();
        } else if (now >= drain.until) {
            timedOut(drain);
            next();
        } else {
            world.time.at(Math.min(busyUntil, drain.until), () -> drained(drain));
        }
    }

    private void timedOut(Drain drain) {
        if (product == Profile.Product.TO_COME) {
            drain.answer(PauseAnswer.UNHEARD_OF);
            return;
        }
        closers.remove(drain.by);
        boolean heldByAnother = !isOld() && !open && drain.heldBefore && !closers.isEmpty();
        if (!heldByAnother) {
            opened(drain.by + "'s time-out");
        }
        drain.answer(heldByAnother ? PauseAnswer.TIMED_OUT_STILL_PAUSED : PauseAnswer.TIMED_OUT);
    }

    /** Serves the next waiting Pause, which closes the gate again after a timeout or an Unpause. */
    private void next() {
        Drain next = drains.isEmpty() ? waiting.poll() : null;
        if (next != null) {
            serve(next, true);
        }
    }

    void unpause(String by) {
        // A foreign client tries once; what it leaves closed stays closed, and no window may open it.
        if (unpauseWithoutEffect && !by.startsWith("foreigner")) {
            unpauseWithoutEffect = false;
            world.trace(() -> name + " acknowledges " + by + "'s Unpause and stays as it was");
            return;
        }
        boolean wasClosed = !open;
        opened(by + "'s Unpause");
        if (!isOld() && wasClosed) {
            List.copyOf(drains).forEach(drain -> drain.answer(PauseAnswer.GATE_OPEN));
            next();
        }
    }

    private void opened(String why) {
        if (!open) {
            open = true;
            live.livesFrom(world.time.now());
            requests.gateOpens();
            world.trace(() -> name + " opens by " + why);
        }
        closers.clear();
    }
}
