package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;

/**
 * All times of the protocol, in one place: what one part waits for another part has to be able to keep, and whoever tries
 * the protocol out in another world has to take the same ones.
 */
public final class ProtocolTimes {
    // --- requests to the API server ---------------------------------------------------------------------------------

    /** For a connection to the API server, and for one whole answer of it. */
    public static final Duration API_REQUEST = Duration.ofSeconds(10);
    /** For how long a read that failed is begun again. */
    public static final Duration API_READ_AGAIN = Duration.ofSeconds(15);
    /** When a read of an API server that takes requests and never answers has failed: it was begun twice. */
    public static final Duration LONGEST_API_READ = API_REQUEST.multipliedBy(2);

    /**
     * How long a right that was there may be refused: an API server that has just started knows neither accounts nor roles
     * for some seconds, and answers 401 or 403 to who has every right.
     */
    public static final Duration WITHDRAWN = Duration.ofSeconds(8);

    // --- the lock ---------------------------------------------------------------------------------------------------

    /** How long a holder may go without renewing; an observer that saw no renewal for so long takes it for dead. */
    public static final Duration LEASE =
            Duration.ofSeconds(Math.max(3, Integer.getInteger("io.jenkins.plugins.scalarbackup.leaseSeconds", 30)));
    /** How often it is renewed. */
    public static final Duration RENEWAL = LEASE.dividedBy(3);
    /** How long before it runs out it is trusted no more. */
    public static final Duration LEASE_MARGIN = LEASE.dividedBy(6);
    /** After a renewal that failed: there is little time left to the margin. */
    public static final Duration RENEWAL_AGAIN = Duration.ofSeconds(2);
    /** How often it is looked whether another's lock was given back. */
    public static final Duration LOCK_POLL = Duration.ofSeconds(1);
    /** An earlier start's lock must have run out by then; one that is still renewed is a living holder's. */
    public static final Duration RESUMING = LEASE.plusSeconds(15);
    /** A window that is refused asks twice more to give its locks back: its build waits for the answer. */
    public static final Duration REFUSED = Duration.ofSeconds(4);
    /** Between two looks whether an earlier start's lock may be given back. */
    public static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** How long after {@code maxOutage} a watchdog in the cluster opens the pods of a window that is still renewed. */
    public static final Duration WATCHDOG_MARGIN = Duration.ofSeconds(30);

    /** For how long it is looked for a watchdog: it renews its Lease every 5 s, and looks at others' every 2 s. */
    public static final Duration WATCHDOG_SEARCH = Duration.ofSeconds(20);
    /** A watchdog that starts has a Lease of its own by then. */
    public static final Duration WATCHDOG_START = Duration.ofSeconds(8);
    /** Between two looks for a watchdog. */
    public static final Duration WATCHDOG_LOOK = Duration.ofSeconds(1);

    // --- requests to pods -------------------------------------------------------------------------------------------

    /** Nothing is paused yet, and the first connections of a controller that starts, or is busy, take seconds. */
    public static final Duration FIRST_CALL = Duration.ofSeconds(15);
    /** The last look before the first Pause. */
    public static final Duration LAST_LOOK = Duration.ofSeconds(1);
    /** How often open windows are looked at. */
    public static final Duration POLL = Duration.ofSeconds(1);
    /** How often pods that drain are looked at. */
    public static final Duration DRAIN_POLL = Duration.ofSeconds(5);
    /** CheckPaused in a window and at its close. */
    public static final Duration CHECK = Duration.ofSeconds(3);
    /** The closing check where the lock has to be asked about before the Unpauses: both fit into {@link #OPENING}. */
    public static final Duration CHECK_BEFORE_QUESTION = Duration.ofMillis(1_500);
    /** An Unpause, and the CheckPaused after it. */
    public static final Duration UNPAUSE_CALL = Duration.ofSeconds(5);
    /** How long the last Pause that got no answer may still be under way, beyond the drain. */
    public static final Duration LATE_PAUSE_MARGIN = Duration.ofSeconds(10);
    /** Between two looks at a pod that a late Pause may still reach. */
    public static final Duration LATE_CHECK = Duration.ofSeconds(1);

    // --- opening ----------------------------------------------------------------------------------------------------

    /** Within this time of the decision to open every pod that is ours and reachable was sent its Unpause. */
    public static final Duration OPENING = Duration.ofSeconds(5);
    /** How long the question whose lock it is may keep an Unpause waiting. */
    public static final Duration LEASE_QUESTION = Duration.ofSeconds(3);
    /** How long the question where a pod is may keep an Unpause waiting; it is asked beside the other one. */
    public static final Duration POD_QUESTION = LEASE_QUESTION;
    /** How often the limit asks again as long as pods are closed. */
    public static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    /** How long after the limit pods are opened unasked that may have become another's. */
    public static final Duration BLIND_AFTER_LIMIT = Duration.ofSeconds(60);
    /** The first repetition of an Unpause. */
    public static final Duration FIRST_RETRY = Duration.ofMillis(200);
    /** The longest time between two tries while the build waits. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    /** The longest time between two tries in the background. */
    public static final Duration LONGEST_BACKGROUND_RETRY = Duration.ofSeconds(60);
    /** How long a build waits for its pods to open before it fails and leaves the rest to the background. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);
    /** How long a pod that answered its Unpause waits for others at most: it is open, they may be closed. */
    public static final Duration RUSH = Duration.ofMillis(100);

    private ProtocolTimes() {}
}
