package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The holder of a lock, as stored in the Lease.
 *
 * @param instance the controller's identity, the same across its restarts
 * @param nonce identifies this start of the controller: a copy of its home directory that runs elsewhere has another one
 * @param window the window's ID
 * @param build the build's URL, or its name if Jenkins has no URL
 */
public record Holder(String instance, String nonce, String window, String build) {
    public static final String WINDOW = "scalar-backup.jenkins.io/window";
    public static final String BUILD = "scalar-backup.jenkins.io/build";
    public static final String PODS = "scalar-backup.jenkins.io/pods";
    /** When its window began to send Pauses, by its controller's clock; absent before. */
    public static final String PAUSES_SINCE = "scalar-backup.jenkins.io/pauses-since";

    /** The version of the annotations' format. */
    public static final String VERSION = "scalar-backup.jenkins.io/version";
    /** How long a pod may drain, in seconds, plus the margin after which no Pause can arrive any more. */
    public static final String MAX_PAUSE_WAIT = "scalar-backup.jenkins.io/max-pause-wait";
    /** The nonce of a start that was stopped in an orderly way: the next start of the same instance continues at once. */
    public static final String HANDED_OVER = "scalar-backup.jenkins.io/handed-over";
    /** Why a window that has ended still holds its lock. */
    public static final String KEPT = "scalar-backup.jenkins.io/kept-because";

    /** Seconds after {@link #PAUSES_SINCE} by which the window has unpaused its pods in any case. */
    public static final String OPENS_WITHIN = "scalar-backup.jenkins.io/opens-within";
    /** {@code off} if no watchdog may unpause the pods. */
    public static final String WATCHDOG = "scalar-backup.jenkins.io/watchdog";
    /** The window whose pods a watchdog in the cluster unpaused, because its controller did not. */
    public static final String OPENED_WINDOW = "scalar-backup.jenkins.io/opened-window";
    /** When a watchdog unpaused pods, and which. */
    public static final String OPENED_BY_WATCHDOG = "scalar-backup.jenkins.io/opened-by-watchdog";

    /** Prefix of {@code holderIdentity} if a watchdog holds the lock. */
    private static final String WATCHDOGS = "scalar-backup-watchdog.";

    private static final String FORM = "1";

    public static final String RESCUE = "scalar-backup.jenkins.io/rescue";

    /** Kubernetes refuses annotations beyond 256 KiB in all; names of a few thousand pods stay below this. */
    private static final int LONGEST_PODS = 40_000;

    /** The Lease's {@code holderIdentity}. */
    public String identity() {
        return instance + "/" + nonce;
    }

    /** Returns whether a lock is held by this start of the controller for this window. */
    public boolean holds(Leases.Lease lease) {
        return identity().equals(lease.holder()) && isWindowOf(lease);
    }

    /** Returns whether a lock is held by this start of the controller for any window of this build. */
    public boolean isOfSameBuild(Leases.Lease lease) {
        return identity().equals(lease.holder())
                && build.equals(lease.annotations().get(BUILD));
    }

    /**
     * Returns whether an earlier start handed a lock over in an orderly stop, and its nonce is the one in the journal.
     */
    public boolean inherits(Leases.Lease lease, String predecessor) {
        return predecessor != null
                && predecessor.equals(lease.annotations().get(HANDED_OVER))
                && (instance + "/" + predecessor).equals(lease.holder())
                && isWindowOf(lease);
    }

    /** Returns whether a lock is held by any start of this instance. */
    public boolean isOfSameInstance(Leases.Lease lease) {
        return lease.isHeld() && lease.holder().startsWith(instance + "/");
    }

    /** Returns whether a lock belongs to this window, whichever start or copy of its controller holds it. */
    public boolean isWindowOf(Leases.Lease lease) {
        return window.equals(lease.annotations().get(WINDOW));
    }

    /** Returns whether a lock's window may have paused pods. Before that, it has found all of them unpaused. */
    public static boolean hasBegunToPause(Leases.Lease lease) {
        return lease.annotations().containsKey(PAUSES_SINCE);
    }

    /**
     * A lock's annotations, with the beginning of the pause added.
     *
     * @param maxOutage time limit for unpausing the pods; a margin is added
     */
    public static Map<String, String> withPause(Map<String, String> annotations, Instant since, Duration maxOutage) {
        Map<String, String> told = new TreeMap<>(annotations);
        told.put(PAUSES_SINCE, since.toString());
        told.put(
                OPENS_WITHIN,
                Long.toString(maxOutage.plus(ProtocolTimes.WATCHDOG_MARGIN).toSeconds()));
        return told;
    }

    /** The lock's annotations: window, build, pods, and the command that unpauses them without this controller. */
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

    /** A Lease with no holder, or with nothing before the separator, names no instance. */
    private static String instance(Leases.Lease lease) {
        String instance = lease.holder() == null ? "" : lease.holder().replaceFirst("/.*", "");
        return instance.isBlank() ? "on a controller that it does not name" : "on controller " + instance;
    }

    /** Returns whether a watchdog holds the lock, to unpause the pods of the window that it names. */
    public static boolean isHeldByWatchdog(Leases.Lease lease) {
        return lease.holder() != null && lease.holder().startsWith(WATCHDOGS);
    }

    /** A sentence that a watchdog unpaused the pods of a lock's window, and when; empty if none did. */
    public static Optional<String> unpausedByWatchdog(Leases.Lease lease) {
        return workOfWatchdog(lease, "its pods")
                .map(work -> "Window " + lease.annotations().get(OPENED_WINDOW) + " was not ended by its controller: "
                        + work + ". Find out what became of that controller.");
    }

    /** The same as part of a sentence. */
    public static Optional<String> workOfWatchdog(Leases.Lease lease) {
        return workOfWatchdog(lease, "the pods of window " + lease.annotations().get(OPENED_WINDOW));
    }

    private static Optional<String> workOfWatchdog(Leases.Lease lease, String whichPods) {
        String by = lease.annotations().get(OPENED_BY_WATCHDOG);
        if (lease.annotations().get(OPENED_WINDOW) == null || by == null) {
            return Optional.empty();
        }
        String[] words = by.split(" ");
        return Optional.of((words.length < 2 ? "a watchdog" : watchdog(words[1])) + " unpaused " + whichPods
                + (words.length < 2 ? "" : " at " + words[0])
                + (words.length < 4 || words[3].equals("-") ? "" : " (" + words[3].replace(",", ", ") + ")"));
    }

    /** Names a watchdog by its pod. */
    private static String watchdog(String holder) {
        return "watchdog "
                + holder.replaceFirst("^" + Pattern.quote(WATCHDOGS), "").replaceFirst("/.*", "");
    }

    /** Names the holder of somebody else's lock in a message. */
    public static String describe(Leases.Lease lease) {
        if (isHeldByWatchdog(lease)) {
            return watchdog(lease.holder()) + ", which unpauses the pods of window "
                    + lease.annotations().getOrDefault(WINDOW, "unknown");
        }
        String named = lease.annotations().getOrDefault(BUILD, "");
        String build = named.isBlank() ? "an unknown build" : named;
        String window = lease.annotations().get(WINDOW);
        String instance = instance(lease);
        String kept = lease.annotations().get(KEPT);
        return build + (window == null || window.isBlank() ? "" : " (window " + window + ")") + " " + instance
                + (kept == null || kept.isBlank() ? "" : ", which is over and keeps its lock: " + kept);
    }
}
