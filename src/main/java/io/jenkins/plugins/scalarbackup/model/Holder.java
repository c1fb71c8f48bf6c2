package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who holds a lock, as the lock itself tells everybody who looks at it.
 *
 * @param instance the controller's identity, the same across its restarts
 * @param nonce of this start of the controller: a copy of its home directory that runs elsewhere has another one
 * @param window the window's ID
 * @param build where to look for it: the build's URL, or its name where Jenkins has no URL
 */
public record Holder(String instance, String nonce, String window, String build) {
    public static final String WINDOW = "scalar-backup.jenkins.io/window";
    public static final String BUILD = "scalar-backup.jenkins.io/build";
    public static final String PODS = "scalar-backup.jenkins.io/pods";
    /** Since when its window sends Pauses, by its controller's clock; absent as long as it has not begun to. */
    public static final String PAUSES_SINCE = "scalar-backup.jenkins.io/pauses-since";

    /** The form of these annotations. */
    public static final String VERSION = "scalar-backup.jenkins.io/version";
    /** How long a pod may drain, in seconds, and a margin after that until no Pause can arrive any more. */
    public static final String MAX_PAUSE_WAIT = "scalar-backup.jenkins.io/max-pause-wait";
    /** The nonce of a start that was stopped in good order: the next one of the same instance goes on at once. */
    public static final String HANDED_OVER = "scalar-backup.jenkins.io/handed-over";
    /** Why a window that is over still has its lock. */
    public static final String KEPT = "scalar-backup.jenkins.io/kept-because";

    private static final String FORM = "1";

    public static final String RESCUE = "scalar-backup.jenkins.io/rescue";

    /** Kubernetes refuses annotations beyond 256 KiB in all; names of a few thousand pods stay below this. */
    private static final int LONGEST_PODS = 40_000;

    /** What stands as the Lease's {@code holderIdentity}. */
    public String identity() {
        return instance + "/" + nonce;
    }

    /** Whether a lock is this window's, held by this very start of the controller. */
    public boolean holds(Leases.Lease lease) {
        return identity().equals(lease.holder()) && isWindowOf(lease);
    }

    /** Whether a lock is held by this very start of the controller for this build, with whatever window. */
    public boolean isOfSameBuild(Leases.Lease lease) {
        return identity().equals(lease.holder())
                && build.equals(lease.annotations().get(BUILD));
    }

    /** Whether an earlier start, stopped in good order, left a lock to whoever has its nonce in the journal. */
    public boolean inherits(Leases.Lease lease, String predecessor) {
        return predecessor != null
                && predecessor.equals(lease.annotations().get(HANDED_OVER))
                && (instance + "/" + predecessor).equals(lease.holder())
                && isWindowOf(lease);
    }

    /** Whether a lock was held by this instance, whichever of its starts. */
    public boolean isOfSameInstance(Leases.Lease lease) {
        return lease.isHeld() && lease.holder().startsWith(instance + "/");
    }

    /** Whether a lock stands for this window, whichever start or copy of its controller holds it. */
    public boolean isWindowOf(Leases.Lease lease) {
        return window.equals(lease.annotations().get(WINDOW));
    }

    /** Whether the window that a lock stands for may have paused pods; before it does it sees all of them open. */
    public static boolean hasBegunToPause(Leases.Lease lease) {
        return lease.annotations().containsKey(PAUSES_SINCE);
    }

    /** What a lock tells, and that its window has begun to pause. */
    public static Map<String, String> withPause(Map<String, String> annotations, Instant since) {
        Map<String, String> told = new TreeMap<>(annotations);
        told.put(PAUSES_SINCE, since.toString());
        return told;
    }

    /** What the lock tells: window, build, pods, and what to do when this controller is gone. */
    public Map<String, String> annotations(List<String> pods, String rescue) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(VERSION, FORM);
        annotations.put(WINDOW, window);
        annotations.put(BUILD, build);
        String names = String.join(",", pods);
        annotations.put(PODS, names.length() > LONGEST_PODS ? names.substring(0, LONGEST_PODS) + "…" : names);
        annotations.put(RESCUE, rescue);
        return annotations;
    }

    /** A Lease whose holder is empty, or begins with what stands after the instance, names nobody. */
    private static String instance(Leases.Lease lease) {
        String instance = lease.holder() == null ? "" : lease.holder().replaceFirst("/.*", "");
        return instance.isBlank() ? "on a controller that it does not name" : "on controller " + instance;
    }

    /** How a message names the holder of a lock that is somebody else's. */
    public static String describe(Leases.Lease lease) {
        String named = lease.annotations().getOrDefault(BUILD, "");
        String build = named.isBlank() ? "an unknown build" : named;
        String window = lease.annotations().get(WINDOW);
        String instance = instance(lease);
        String kept = lease.annotations().get(KEPT);
        return build + (window == null || window.isBlank() ? "" : " (window " + window + ")") + " " + instance
                + (kept == null || kept.isBlank() ? "" : ", which is over and keeps its lock: " + kept);
    }
}
