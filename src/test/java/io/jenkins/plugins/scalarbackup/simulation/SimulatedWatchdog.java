package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The watchdog in the cluster, which does what {@code docs/watchdog/watchdog.sh} does, with the same times; of
 * controllers, it knows only their Leases. Its clock runs at its own speed, and a crash makes it forget everything.
 */
final class SimulatedWatchdog implements Network.Client {
    /** The prefix of the holder of a Lease that a watchdog has taken. */
    static final String HOLDER = "scalar-backup-watchdog.";

    static final long LOOK = 2 * VirtualTime.SECOND;
    static final long GRACE = 45 * VirtualTime.SECOND;
    static final long RENEWAL = 5 * VirtualTime.SECOND;
    /** The time after a renewal for which it trusts its hold: other observers wait for 30 s. */
    static final long TRUST = 20 * VirtualTime.SECOND;

    /** The time for which the former holder of a Lease may still trust it. */
    private static final long TRUSTED_BY_OTHERS = 30 * VirtualTime.SECOND;

    /** The interval between two checks from which on it may have missed a renewal. */
    private static final long GAP = 10 * VirtualTime.SECOND;
    /** The time for which it watches a Lease after such a gap before it takes it. */
    static final long SETTLE = 15 * VirtualTime.SECOND;

    static final long CALL = 5 * VirtualTime.SECOND;
    private static final long FIRST_RETRY = VirtualTime.SECOND;
    private static final long LONGEST_RETRY = 5 * VirtualTime.SECOND;
    /** The time after the longest drain in which a Pause may still arrive. */
    static final long LATE = 10 * VirtualTime.SECOND;

    private final World world;
    final SimulatedApiServer api;
    final String name;
    private final double speed;
    private final SplittableRandom random;
    /** By the Lease's UID: a Lease that is created again is another one. */
    private final Map<String, Sight> sights = new HashMap<>();

    private final Map<String, Hold> holds = new HashMap<>();
    private long looked = -GAP;
    private long looking;
    private int life;
    private boolean up;
    private int crashesInCalls;
    private long begunAt;

    /** Its knowledge of a Lease, by its own clock. */
    private static final class Sight {
        final String window;
        final long pausedAt;
        String renewal;
        long renewedAt;

        Sight(String window, String renewal, long now) {
            this.window = window;
            this.renewal = renewal;
            this.pausedAt = now;
            this.renewedAt = now;
        }
    }

    /** A Lease that it has taken, and whose pods it unpauses. */
    private final class Hold {
        Leases.Lease lease;
        final long lookUntil;
        long trustedUntil;
        final Set<String> closed = new HashSet<>();
        final Set<String> seenPaused = new HashSet<>();
        boolean over;

        Hold(Leases.Lease lease, long sent) {
            this.lease = lease;
            this.trustedUntil = sent + TRUST;
            this.lookUntil = uptime() + Math.max(seconds(lease, Holder.MAX_PAUSE_WAIT, 75) + LATE, TRUSTED_BY_OTHERS);
        }
    }

    SimulatedWatchdog(World world, SimulatedApiServer api, String name, SplittableRandom random) {
        this.world = world;
        this.api = api;
        this.name = name;
        this.random = random;
        this.speed = random.nextDouble(0.95, 1.05);
        start();
    }

    private void start() {
        up = true;
        begunAt = world.time.now();
        after(random.nextLong(0, LOOK), this::look);
    }

    /** Kills it, and starts it again after a time. */
    void crash(long restartAfter) {
        if (!up) {
            return;
        }
        world.trace(() -> this + " crashes");
        up = false;
        life++;
        sights.clear();
        holds.clear();
        looked = -GAP;
        world.time.after(restartAfter, () -> {
            world.trace(() -> this + " starts");
            start();
        });
    }

    /** Kills it after a number of further requests. */
    void crashAfter(int calls) {
        crashesInCalls = calls;
    }

    /** Returns the time since which it has been running; in the future if it is not. */
    long runsSince() {
        return up ? begunAt : Long.MAX_VALUE;
    }

    // --- its clock and its calls ------------------------------------------------------------------------------------

    private long uptime() {
        return (long) (world.time.now() * speed);
    }

    private void after(long nanos, Runnable action) {
        int mine = life;
        world.time.after((long) (nanos / speed), () -> {
            if (mine == life) {
                action.run();
            }
        });
    }

    @Override
    public boolean asks(Verb verb, String whose) {
        if (crashesInCalls > 0 && --crashesInCalls == 0) {
            crash(random.nextLong(VirtualTime.SECOND, 20 * VirtualTime.SECOND));
        }
        return !up;
    }

    @Override
    public void passes(Verb verb, Verb.Stage stage) {
        // Faults triggered by a controller's calls are not triggered by these.
    }

    @Override
    public void timeout(long nanos, Runnable action) {
        after(nanos, action);
    }

    @Override
    public void fromOutside(Runnable arrival) {
        if (up) {
            arrival.run();
        }
    }

    @Override
    public long hop() {
        return Network.hop(random);
    }

    private interface Request<T> {
        T handle() throws ClusterException;
    }

    private <T> CompletableFuture<T> ask(Verb verb, Request<T> request) {
        int mine = life;
        CompletableFuture<T> answered = world.network.<T>call(
                this,
                verb,
                "api:" + api.url,
                name,
                CALL,
                answer -> {
                    try {
                        answer.value(request.handle());
                    } catch (ClusterException refusal) {
                        answer.failure(refusal);
                    }
                },
                (trouble, future) -> future.completeExceptionally(
                        new ClusterException(ClusterException.Kind.UNAVAILABLE, "no answer: " + trouble)));
        return heardIn(mine, answered);
    }

    /** Delivers an answer only in the life in which it was requested, not after a crash. */
    private <T> CompletableFuture<T> heardIn(int mine, CompletableFuture<T> answered) {
        CompletableFuture<T> heard = new CompletableFuture<>();
        answered.whenComplete((value, failure) -> {
            if (mine != life) {
                return;
            }
            if (failure == null) {
                heard.complete(value);
            } else {
                heard.completeExceptionally(failure);
            }
        });
        return heard;
    }

    // --- looking ----------------------------------------------------------------------------------------------------

    private void look() {
        ask(Verb.LEASE_LIST, api::leases).whenComplete((leases, failure) -> {
            if (failure == null) {
                // After a gap, nothing is known: a holder that was cut off as well gets time to renew.
                looking = uptime() - looked >= GAP ? uptime() : looking;
                looked = uptime();
                leases.forEach(this::see);
            }
            after(LOOK, this::look);
        });
    }

    private void see(Leases.Lease lease) {
        String window = lease.annotations().get(Holder.WINDOW);
        if (window == null || !mayHavePaused(lease)) {
            sights.remove(lease.uid());
            return;
        }
        long now = uptime();
        Sight sight = sights.get(lease.uid());
        if (sight == null || !sight.window.equals(window)) {
            sight = new Sight(window, renewal(lease), now);
            sights.put(lease.uid(), sight);
        }
        if (!sight.renewal.equals(renewal(lease))) {
            sight.renewal = renewal(lease);
            sight.renewedAt = now;
        }
        if (holds.containsKey(lease.name())) {
            return;
        }
        boolean handedOver = lease.annotations().containsKey(Holder.HANDED_OVER);
        boolean silent = now - sight.renewedAt >= GRACE && now - looking >= SETTLE && !handedOver;
        boolean tooLong = now - sight.pausedAt >= seconds(lease, Holder.OPENS_WITHIN, 0) && !isWatchdogs(lease);
        if (isMine(lease) || silent || tooLong && lease.annotations().containsKey(Holder.OPENS_WITHIN)) {
            String why = isMine(lease) ? "it is its own" : silent ? "nobody renews it" : "it has been paused too long";
            take(lease, why);
        }
    }

    /** Returns whether its window has begun to pause, or claims pods that another window paused. */
    static boolean mayHavePaused(Leases.Lease lease) {
        return Holder.hasBegunToPause(lease) || !PodClaim.active(lease).isEmpty();
    }

    private static String renewal(Leases.Lease lease) {
        return lease.holder() + " " + lease.renewals();
    }

    private boolean isMine(Leases.Lease lease) {
        return (HOLDER + name).equals(lease.holder());
    }

    static boolean isWatchdogs(Leases.Lease lease) {
        return lease.holder() != null && lease.holder().startsWith(HOLDER);
    }

    private static long seconds(Leases.Lease lease, String annotation, int otherwise) {
        return Integer.parseInt(lease.annotations().getOrDefault(annotation, Integer.toString(otherwise)))
                * VirtualTime.SECOND;
    }

    // --- opening ----------------------------------------------------------------------------------------------------

    private void take(Leases.Lease seen, String why) {
        long sent = uptime();
        ask(Verb.LEASE_REPLACE, () -> {
                    Leases.Lease before = api.lease(seen.name()).orElse(seen);
                    Leases.Lease taken = api.replace(heldBy(HOLDER + name, seen, seen.annotations()));
                    world.oracle.watchdogs.takes(this, before);
                    return taken;
                })
                .whenComplete((taken, failure) -> {
                    if (failure != null) {
                        // The holder lives, or that is unknown: the next check will show it.
                        return;
                    }
                    world.trace(() -> this + " took " + seen.name() + ": " + why);
                    Hold hold = new Hold(taken, sent);
                    holds.put(seen.name(), hold);
                    after(RENEWAL, () -> renew(hold));
                    for (PodClaim claim : PodClaim.in(taken.annotations())) {
                        hold.closed.add(claim.uid());
                        open(hold, claim, FIRST_RETRY);
                    }
                    letGoIfOpen(hold);
                });
    }

    private static Leases.Lease heldBy(String holder, Leases.Lease lease, Map<String, String> annotations) {
        return new Leases.Lease(
                lease.namespace(),
                lease.name(),
                holder,
                lease.durationSeconds(),
                lease.renewals(),
                annotations,
                lease.version(),
                lease.uid());
    }

    private void renew(Hold hold) {
        if (hold.over) {
            return;
        }
        long sent = uptime();
        ask(Verb.LEASE_REPLACE, () -> api.replace(heldBy(HOLDER + name, hold.lease, hold.lease.annotations())))
                .whenComplete((renewed, failure) -> {
                    if (failure == null) {
                        hold.lease = renewed;
                        hold.trustedUntil = sent + TRUST;
                    } else if (failure instanceof ClusterException refusal
                            && refusal.kind() == ClusterException.Kind.CONFLICT) {
                        lost(hold);
                        return;
                    }
                    after(failure == null ? RENEWAL : VirtualTime.SECOND, () -> renew(hold));
                });
    }

    private void lost(Hold hold) {
        hold.over = true;
        holds.remove(hold.lease.name(), hold);
        sights.remove(hold.lease.uid());
    }

    private boolean isTrusted(Hold hold) {
        if (!hold.over && uptime() > hold.trustedUntil) {
            lost(hold);
        }
        return !hold.over;
    }

    /** Unpauses a pod until it is unpaused or gone, and then keeps checking it until no Pause can arrive any more. */
    private void open(Hold hold, PodClaim claim, long retry) {
        if (!isTrusted(hold)) {
            return;
        }
        ask(Verb.GET, () -> api.podNamed(claim.pod()).map(SimulatedPod::shown)).whenComplete((found, failure) -> {
            if (failure != null) {
                again(hold, claim, retry);
            } else if (found.filter(pod -> pod.uid().equals(claim.uid()) && !pod.isLeftover())
                    .isEmpty()) {
                isDone(hold, claim);
            } else if (!claim.isOurs()) {
                call(hold, claim, Verb.CHECK).whenComplete((paused, trouble) -> isDone(hold, claim));
            } else {
                openIfPaused(hold, claim, retry);
            }
        });
    }

    private void openIfPaused(Hold hold, PodClaim claim, long retry) {
        call(hold, claim, Verb.CHECK).whenComplete((paused, failure) -> {
            if (failure != null) {
                again(hold, claim, retry);
            } else if (paused) {
                hold.seenPaused.add(claim.uid());
                unpause(hold, claim, retry);
            } else {
                lookAgain(hold, claim);
            }
        });
    }

    /** Returns whether it has seen a pod paused, in any of its holds. */
    boolean wasSeenPaused(PodClaim claim) {
        return holds.values().stream().anyMatch(hold -> hold.seenPaused.contains(claim.uid()));
    }

    private void unpause(Hold hold, PodClaim claim, long retry) {
        call(hold, claim, Verb.UNPAUSE)
                .thenCompose(unpaused -> call(hold, claim, Verb.CHECK))
                .whenComplete((paused, failure) -> {
                    if (failure != null || paused) {
                        again(hold, claim, retry);
                    } else {
                        lookAgain(hold, claim);
                    }
                });
    }

    private void again(Hold hold, PodClaim claim, long retry) {
        after(retry, () -> open(hold, claim, Math.min(2 * retry, LONGEST_RETRY)));
    }

    private void lookAgain(Hold hold, PodClaim claim) {
        if (uptime() >= hold.lookUntil) {
            isDone(hold, claim);
            return;
        }
        after(LOOK, () -> {
            if (isTrusted(hold)) {
                call(hold, claim, Verb.CHECK).whenComplete((paused, failure) -> {
                    if (failure != null || paused) {
                        open(hold, claim, FIRST_RETRY);
                    } else {
                        lookAgain(hold, claim);
                    }
                });
            }
        });
    }

    private CompletableFuture<Boolean> call(Hold hold, PodClaim claim, Verb verb) {
        if (!isTrusted(hold)) {
            return new CompletableFuture<>();
        }
        if (verb == Verb.UNPAUSE) {
            world.oracle.watchdogs.unpauses(this, hold.lease, claim);
        }
        int mine = life;
        SimulatedPod there = world.podAt(claim.host()).orElse(null);
        CompletableFuture<Boolean> answered = world.network.<Boolean>call(
                this,
                verb,
                "pod:" + claim.uid(),
                name,
                CALL,
                answer -> {
                    boolean handled = there != null
                            && there.handle(
                                    () -> {
                                        if (verb == Verb.UNPAUSE) {
                                            there.unpause(name);
                                        }
                                        answer.value(there.isPaused());
                                    },
                                    () -> answer.broken(Network.Trouble.UNKNOWN));
                    if (!handled) {
                        answer.broken(Network.Trouble.UNREACHABLE);
                    }
                },
                (trouble, future) -> future.completeExceptionally(new IllegalStateException(trouble.name())));
        return heardIn(mine, answered);
    }

    private void isDone(Hold hold, PodClaim claim) {
        hold.closed.remove(claim.uid());
        letGoIfOpen(hold);
    }

    private void letGoIfOpen(Hold hold) {
        if (!hold.closed.isEmpty() || !isTrusted(hold)) {
            return;
        }
        hold.over = true;
        Map<String, String> told = new TreeMap<>(PodClaim.without(hold.lease.annotations()));
        told.put(Holder.OPENED_WINDOW, told.remove(Holder.WINDOW));
        told.put(Holder.OPENED_BY_WATCHDOG, "2026-01-01T00:00:00Z " + HOLDER + name + "/n not-renewed - - - -");
        told.remove(Holder.PAUSES_SINCE);
        told.remove(Holder.OPENS_WITHIN);
        ask(Verb.LEASE_REPLACE, () -> api.replace(heldBy(null, hold.lease, told)))
                .whenComplete((free, failure) -> {
                    // The next check detects a failure and repeats this.
                    lost(hold);
                });
    }

    @Override
    public String toString() {
        return HOLDER + name;
    }
}
