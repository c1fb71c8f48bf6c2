package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Judges watchdogs: they must unpause in time what a dead controller left paused, whether it comes back or not, and
 * must leave everything else alone.
 */
final class WatchdogJudge {
    private static final long LOOKS_EVERY = VirtualTime.SECOND;
    /** The time limit, from the moment at which it may fire. */
    private static final long IN_TIME = 60 * VirtualTime.SECOND;
    /** A controller that was not cut off for this long has renewed its Leases, even if single requests failed. */
    private static final long CUT_OFF = 15 * VirtualTime.SECOND;
    /** A Lease renewed within this time must not be taken: the watchdog waits longer, at any speed of its clock. */
    private static final long RENEWED = 25 * VirtualTime.SECOND;

    private final World world;
    private final BiConsumer<String, String> violation;
    /** The maximum error of the watchdogs' clocks, as a factor. */
    private static final double WRONG = 1.06;

    private final Set<String> toldOf = new HashSet<>();
    /** By window: the start of its controller that took it up again last, to keep it open. */
    private final Map<String, Resumption> resumptions = new HashMap<>();

    private int fired;

    private record Resumption(ControllerProcess process, long at) {}

    WatchdogJudge(World world, BiConsumer<String, String> violation) {
        this.world = world;
        this.violation = violation;
    }

    void begin() {
        world.time.after(LOOKS_EVERY, () -> {
            judgeLiveness();
            begin();
        });
    }

    boolean hasFired() {
        return fired > 0;
    }

    /** Returns the number of Leases that watchdogs have taken. */
    int fired() {
        return fired;
    }

    /** Returns whether no pod is paused that a watchdog should unpause, and no watchdog is working. */
    boolean isAtRest() {
        return world.watchdogs.stream()
                        .flatMap(watchdog -> watchdog.api.leases().stream())
                        .noneMatch(SimulatedWatchdog::isWatchdogs)
                && world.allPods().stream().allMatch(pod -> owedBy(pod) == null);
    }

    // --- liveness ---------------------------------------------------------------------------------------------------

    private void judgeLiveness() {
        for (SimulatedPod pod : world.allPods()) {
            long due = dueAt(pod);
            if (due < world.time.now() && toldOf.add(pod.uid)) {
                violation.accept(
                        "liveness",
                        pod + " is still paused by " + pod.closers() + ", and was to be open at "
                                + VirtualTime.shown(due).trim());
            }
        }
    }

    /**
     * Returns the Lease that says that a pod may be paused by its window, if it is; null if it is unpaused or unknown.
     */
    private static Leases.Lease owedBy(SimulatedPod pod) {
        boolean ours = pod.isRunning()
                && pod.isPaused()
                && !pod.deleted
                && pod.closers().stream().anyMatch(Oracle::isWindow);
        String name = Oracle.leaseName(pod.workload);
        return ours
                ? pod.workload
                        .api
                        .lease(name)
                        .filter(lease -> isClaimed(lease, pod))
                        .orElse(null)
                : null;
    }

    /** Returns the latest time at which a pod must be unpaused. */
    private long dueAt(SimulatedPod pod) {
        Leases.Lease lease = owedBy(pod);
        if (lease == null || pod.workload.api.wasTampered(lease.name())) {
            return Long.MAX_VALUE;
        }
        String name = lease.name();
        long runsSince = world.watchdogs.stream()
                .filter(watchdog -> watchdog.api == pod.workload.api)
                .mapToLong(SimulatedWatchdog::runsSince)
                .min()
                .orElse(Long.MAX_VALUE);
        if (runsSince == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long calm = Math.max(runsSince, world.calmSince());
        boolean handedOver = lease.annotations().containsKey(Holder.HANDED_OVER);
        long silent = handedOver
                ? Long.MAX_VALUE
                : Math.max(calm, pod.workload.api.leaseRenewedAt(name)) + (long) (SimulatedWatchdog.GRACE * WRONG);
        long since = Math.max(calm, pod.workload.api.leasePausedSince(name));
        long tooLong = SimulatedWatchdog.isWatchdogs(lease) || opensWithin(lease) == 0
                ? Long.MAX_VALUE
                : since + (long) (opensWithin(lease) * WRONG);
        long due = Math.min(silent, tooLong);
        return due == Long.MAX_VALUE ? due : due + IN_TIME;
    }

    /**
     * Returns what the {@code opens-within} of a window's Lease should be, regardless of what it is; 0 for a rescue,
     * which has none.
     */
    private long opensWithin(Leases.Lease lease) {
        String window = lease.annotations().getOrDefault(Holder.WINDOW, "");
        return Oracle.isWindow(window)
                ? world.maxOutageMillis(window) * VirtualTime.MILLI + ProtocolTimes.WATCHDOG_MARGIN.toNanos()
                : 0;
    }

    private static boolean isClaimed(Leases.Lease lease, SimulatedPod pod) {
        return PodClaim.active(lease).stream().anyMatch(claim -> claim.uid().equals(pod.uid));
    }

    // --- safety -----------------------------------------------------------------------------------------------------

    /**
     * Judges that a watchdog may take a Lease.
     *
     * @param seen the Lease before that
     */
    void takes(SimulatedWatchdog watchdog, Leases.Lease seen) {
        fired++;
        long renewed = watchdog.api.leaseRenewedBefore(seen.name());
        boolean isRenewed = world.time.now() - renewed < RENEWED && !SimulatedWatchdog.isWatchdogs(seen);
        long paused = world.time.now() - watchdog.api.leasePausedSince(seen.name());
        long within = opensWithin(seen);
        if (isRenewed && paused < within * 0.94) {
            violation.accept(
                    "watchdog",
                    watchdog + " takes " + seen.name() + " of " + Oracle.windowOf(seen) + ", which was renewed "
                            + VirtualTime.shown(world.time.now() - renewed).trim() + " ago");
        }
        if (paused < within * 0.94 && holderIsWell(watchdog.api, seen)) {
            violation.accept(
                    "watchdog", watchdog + " takes " + seen.name() + " of " + seen.holder() + ", which is well");
        }
        if (paused < within * 0.94 && isKeptOpen(watchdog.api, seen)) {
            violation.accept(
                    "watchdog",
                    watchdog + " takes " + seen.name() + " of " + seen.holder() + ", whose window "
                            + resumptionOf(seen).process() + " has taken up again");
        }
        if (seen.annotations().containsKey(Holder.HANDED_OVER) && paused < within * 0.94) {
            violation.accept("watchdog", watchdog + " takes " + seen.name() + ", which was handed over");
        }
    }

    /**
     * Returns whether the controller that holds a Lease lives, and has not been cut off from its API server recently.
     */
    private boolean holderIsWell(SimulatedApiServer api, Leases.Lease lease) {
        long now = world.time.now();
        return world.controllers.stream()
                .map(Controller::process)
                .filter(process -> process.toString().equals(lease.holder()))
                .anyMatch(process -> process.isAlive()
                        && !process.isDisturbed()
                        && process.hasLeaseRights()
                        && world.network.backAfterCut(process, "api:" + api.url, now - CUT_OFF, now) < 0);
    }

    /** A start of a controller takes up an open window again. */
    void resumes(String window, ControllerProcess process) {
        resumptions.put(window, new Resumption(process, world.time.now()));
    }

    private Resumption resumptionOf(Leases.Lease lease) {
        return resumptions.get(lease.annotations().get(Holder.WINDOW));
    }

    /** Whether a controller took a window up again, and has been well since, for long enough to renew its Lease. */
    private boolean isKeptOpen(SimulatedApiServer api, Leases.Lease lease) {
        long now = world.time.now();
        Resumption resumption = resumptionOf(lease);
        if (resumption == null || now - resumption.at() < CUT_OFF || SimulatedWatchdog.isWatchdogs(lease)) {
            return false;
        }
        ControllerProcess process = resumption.process();
        return process.isAlive()
                && !process.isDisturbed()
                && process.hasLeaseRights()
                && world.network.backAfterCut(process, "api:" + api.url, resumption.at(), now) < 0;
    }

    void unpauses(SimulatedWatchdog watchdog, Leases.Lease lease, PodClaim claim) {
        SimulatedPod pod = world.podWithUid(claim.uid());
        boolean holds = watchdog.api
                .lease(lease.name())
                .map(now -> watchdog.toString().equals(now.holder()))
                .orElse(false);
        if (!holds && !watchdog.api.wasTampered(lease.name())) {
            violation.accept("I4", watchdog + " sent an Unpause to " + pod + " without holding its lock");
        }
        boolean disclaimed = PodClaim.in(lease.annotations()).stream()
                .anyMatch(said -> said.uid().equals(claim.uid()) && !said.isOurs());
        if (disclaimed) {
            violation.accept("I7", watchdog + " sent an Unpause to " + pod + ", which its Lease says is not ours");
        }
        boolean maybePaused = watchdog.wasSeenPaused(claim);
        if (!maybePaused) {
            violation.accept("I7", watchdog + " sent an Unpause to " + pod + ", which it never saw paused");
        }
        if (world.podAt(claim.host()).filter(there -> there != pod).isPresent()) {
            violation.accept("I7", watchdog + " sent an Unpause to whoever stands where " + pod + " stood");
        }
    }

    /**
     * Judges that everything is unpaused when a watchdog releases a Lease, or somebody takes one that it has released.
     */
    void letGo(Leases.Lease before, Leases.Lease after) {
        if (after.annotations().containsKey(Holder.WINDOW)) {
            violation.accept("watchdog", before.holder() + " let " + before.name() + " go under its window's name");
        }
        for (PodClaim claim : PodClaim.active(before)) {
            world.oracle.opening.watchdogUnpaused(before.annotations().get(Holder.WINDOW), claim.uid());
            SimulatedPod pod = world.podWithUid(claim.uid());
            if (pod != null
                    && pod.isRunning()
                    && !pod.deleted
                    && pod.isPaused()
                    && pod.closers().stream().anyMatch(Oracle::isWindow)) {
                violation.accept("I4", before.holder() + " let " + before.name() + " go, and " + pod + " is paused");
            }
        }
    }
}
