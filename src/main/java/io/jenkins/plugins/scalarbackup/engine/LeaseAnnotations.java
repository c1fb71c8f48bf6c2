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
 * The annotations that a lock's next renewal writes: its window, and which pods may be paused: those of this window, and
 * those whose claims were taken over with the Lease.
 */
final class LeaseAnnotations {
    private final Holder holder;
    private Map<String, String> own = Map.of();
    /** By UID and name: pods that others paused under this Lease. They are kept until each is known to be unpaused. */
    private final Map<String, PodClaim> carried = new LinkedHashMap<>();

    LeaseAnnotations(Holder holder) {
        this.holder = holder;
    }

    /**
     * The annotations of the lock on a target's workload.
     *
     * @param pods the workload's pods; empty if nothing is to be paused under this lock
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

    /** Sets the lock's own annotations, beside the claims taken over. */
    void set(Map<String, String> contents) {
        own = contents;
    }

    /** Adds that the window has begun to pause. */
    void announcePause(Instant since, Duration maxOutage) {
        own = Holder.withPause(own, since, maxOutage);
    }

    /** Removes that the window has begun to pause: its pods are known to be unpaused. */
    void forgetPause() {
        own = new TreeMap<>(own);
        own.remove(Holder.PAUSES_SINCE);
        own.remove(Holder.OPENS_WITHIN);
    }

    /** Adds an annotation. */
    void add(String annotation, String value) {
        own = new TreeMap<>(own);
        own.put(annotation, value);
    }

    /** Marks the claims of these pods as not ours. */
    void disclaim(Set<String> podUids) {
        List<PodClaim> claims = PodClaim.in(own);
        own = PodClaim.without(own);
        own.putAll(PodClaim.written(claims.stream()
                .map(claim -> podUids.contains(claim.uid()) ? claim.disclaimed() : claim)
                .toList()));
    }

    /** Takes over the claims of a Lease: its new holder is responsible for what was paused under it. */
    void carry(Leases.Lease current) {
        if (current == null || holder.holds(current)) {
            return;
        }
        Set<String> known = PodClaim.in(own).stream().map(PodClaim::uid).collect(Collectors.toSet());
        PodClaim.active(current).stream()
                .filter(claim -> !known.contains(claim.uid()))
                .forEach(claim -> carried.put(claim.uid() + " " + claim.pod(), claim));
    }

    /** The pods that others may have paused under it and that are not known to be unpaused. */
    Collection<PodClaim> carried() {
        return List.copyOf(carried.values());
    }

    /** Drops the claim on a pod that others paused: it is unpaused or gone. */
    void dropClaim(Pod pod) {
        carried.values().removeIf(claim -> claim.isOf(pod));
    }

    /** Drops a claim: its pod is unpaused or gone. */
    void dropClaim(PodClaim claim) {
        carried.values().remove(claim);
    }

    /** Returns all annotations: its own, with the claims taken over. */
    Map<String, String> all() {
        if (carried.isEmpty()) {
            return own;
        }
        List<PodClaim> claims = new ArrayList<>(PodClaim.in(own));
        claims.addAll(carried.values());
        Map<String, String> all = PodClaim.without(own);
        all.putAll(PodClaim.written(claims));
        return all;
    }
}
