package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a lock tells its observers from its next renewal on: whose window it is, and which pods may be paused under it, its own
 * and such that it took over from others.
 */
final class LeaseAnnotations {
    private final Holder holder;
    private Map<String, String> own = Map.of();
    /** By UID and name: pods that others paused under this Lease. They are not forgotten before each is known to be open. */
    private final Map<String, PodClaim> carried = new LinkedHashMap<>();

    LeaseAnnotations(Holder holder) {
        this.holder = holder;
    }

    /**
     * What the lock of a target's workload tells its observers.
     *
     * @param pods the workload's; none where nothing is to be paused under this lock
     */
    static Map<String, String> contents(
            Holder holder, ResolvedTarget target, List<Pod> pods, WindowParameters parameters) {
        Map<String, String> contents = new TreeMap<>(
                holder.annotations(pods.stream().map(Pod::name).toList(), RescueCommand.forPods(target, pods)));
        contents.put(
                Holder.MAX_PAUSE_WAIT, Long.toString(parameters.maxPauseWait().toSeconds()));
        if (parameters.watchdogMode() == WatchdogMode.OFF) {
            contents.put(Holder.WATCHDOG, WatchdogMode.OFF.named());
        }
        contents.putAll(PodClaim.written(
                pods.stream().map(pod -> PodClaim.of(pod, target)).toList()));
        return contents;
    }

    /** Tells this, beside what it carries on of others. */
    void tell(Map<String, String> contents) {
        own = contents;
    }

    /** Tells that its window has begun to pause. */
    void tellOfPause(Instant since, Duration maxOutage) {
        own = Holder.withPause(own, since, maxOutage);
    }

    /** Tells no more that its window has begun to pause: its pods are known to be open. */
    void forgetPause() {
        own = new TreeMap<>(own);
        own.remove(Holder.PAUSES_SINCE);
        own.remove(Holder.OPENS_WITHIN);
    }

    /** Tells one thing more. */
    void add(String annotation, String value) {
        own = new TreeMap<>(own);
        own.put(annotation, value);
    }

    /** Says that these pods are not ours. */
    void disclaim(Set<String> podUids) {
        List<PodClaim> claims = PodClaim.in(own);
        own = PodClaim.without(own);
        own.putAll(PodClaim.written(claims.stream()
                .map(claim -> podUids.contains(claim.uid()) ? claim.disclaimed() : claim)
                .toList()));
    }

    /** Whoever takes a lock over is answerable for what was paused under it. */
    void carry(Leases.Lease current) {
        if (current == null || holder.holds(current)) {
            return;
        }
        Set<String> known = PodClaim.in(own).stream().map(PodClaim::uid).collect(Collectors.toSet());
        PodClaim.standing(current).stream()
                .filter(claim -> !known.contains(claim.uid()))
                .forEach(claim -> carried.put(claim.uid() + " " + claim.pod(), claim));
    }

    /** The pods that others may have paused under it, as long as they are not known to be open. */
    Collection<PodClaim> carried() {
        return List.copyOf(carried.values());
    }

    /** A pod that others paused under it is open, or gone. */
    void isResolved(Pod pod) {
        carried.values().removeIf(claim -> claim.isOf(pod));
    }

    /** The pod of a claim is open, or gone. */
    void isResolved(PodClaim claim) {
        carried.values().remove(claim);
    }

    /** All of it. */
    Map<String, String> told() {
        if (carried.isEmpty()) {
            return own;
        }
        List<PodClaim> claims = new ArrayList<>(PodClaim.in(own));
        claims.addAll(carried.values());
        Map<String, String> told = PodClaim.without(own);
        told.putAll(PodClaim.written(claims));
        return told;
    }
}
