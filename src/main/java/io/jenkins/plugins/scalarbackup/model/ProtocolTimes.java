package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;

/**
 * The timings of the protocol, in one place because they depend on each other and because the simulation has to use the
 * same ones.
 */
public final class ProtocolTimes {
    // --- requests to the API server ---------------------------------------------------------------------------------

    /** Timeout of a connection to the API server, and of one complete response. */
    public static final Duration API_REQUEST = Duration.ofSeconds(10);
    /** How long a failed read is retried. */
    public static final Duration API_READ_RETRY = Duration.ofSeconds(15);
    /** Time until a read has failed if the API server accepts requests and never answers: two requests. */
    public static final Duration LONGEST_API_READ = API_REQUEST.multipliedBy(2);

    /**
     * How long an existing right may be denied before that counts: for some seconds after its start, an API server knows
     * neither accounts nor roles, and answers 401 or 403 whatever the rights are.
     */
    public static final Duration TRANSIENT_DENIAL = Duration.ofSeconds(8);

    // --- the lock ---------------------------------------------------------------------------------------------------

    /** Duration of a Lease. An observer that has seen no renewal for this long considers the holder dead. */
    public static final Duration LEASE =
            Duration.ofSeconds(Math.max(3, Integer.getInteger("io.jenkins.plugins.scalarbackup.leaseSeconds", 30)));
    /** Interval between renewals. */
    public static final Duration RENEWAL = LEASE.dividedBy(3);
    /** How long before it expires it is no longer trusted. */
    public static final Duration LEASE_MARGIN = LEASE.dividedBy(6);
    /** Delay before a failed renewal is retried: little time is left until the margin. */
    public static final Duration RENEWAL_RETRY = Duration.ofSeconds(2);
    /** Interval between checks whether somebody else's lock has been released. */
    public static final Duration LOCK_POLL = Duration.ofSeconds(1);
    /** How long to wait for an earlier start's lock to expire; if it is still renewed after that, its holder is alive. */
    public static final Duration LOCK_RESUME_TIMEOUT = LEASE.plusSeconds(15);
    /** How long a refused window tries to release its locks, enough for two retries: its build is waiting. */
    public static final Duration REFUSED_RELEASE_TIMEOUT = Duration.ofSeconds(4);
    /** Interval between checks whether an earlier start's lock may be released. */
    public static final Duration RELEASE_POLL = Duration.ofSeconds(2);

    /** How long after {@code maxOutage} a watchdog in the cluster unpauses the pods of a window that is still renewed. */
    public static final Duration WATCHDOG_MARGIN = Duration.ofSeconds(30);

    /** How long to search for a watchdog: it renews its Lease every 5 s, and reads others' every 2 s. */
    public static final Duration WATCHDOG_SEARCH = Duration.ofSeconds(20);
    /** How long a starting watchdog may take to create its own Lease. */
    public static final Duration WATCHDOG_START = Duration.ofSeconds(8);
    /** Interval between reads while searching for a watchdog. */
    public static final Duration WATCHDOG_POLL = Duration.ofSeconds(1);

    // --- requests to pods -------------------------------------------------------------------------------------------

    /**
     * Timeout of the first call to a pod. Nothing is paused yet, and the first connections of a starting or busy controller
     * take seconds.
     */
    public static final Duration FIRST_CALL = Duration.ofSeconds(15);
    /** Timeout of the last CheckPaused before the first Pause. */
    public static final Duration LAST_CHECK = Duration.ofSeconds(1);
    /** Interval between polls of an open window. */
    public static final Duration POLL = Duration.ofSeconds(1);
    /** Interval between checks of draining pods. */
    public static final Duration DRAIN_POLL = Duration.ofSeconds(5);
    /** Timeout of CheckPaused in a window and at its close. */
    public static final Duration CHECK = Duration.ofSeconds(3);
    /** Timeout of the closing check if the lock must be looked up before the Unpauses: both fit into {@link #FIRST_UNPAUSE_LIMIT}. */
    public static final Duration CHECK_BEFORE_QUESTION = Duration.ofMillis(1_500);
    /** Timeout of an Unpause, and of the CheckPaused after it. */
    public static final Duration UNPAUSE_CALL = Duration.ofSeconds(5);
    /** How long after the drain's time limit an unanswered Pause may still arrive. */
    public static final Duration LATE_PAUSE_MARGIN = Duration.ofSeconds(10);
    /** Interval between checks of a pod that a late Pause may still reach. */
    public static final Duration LATE_CHECK = Duration.ofSeconds(1);

    // --- unpausing --------------------------------------------------------------------------------------------------

    /** Within this time after the decision to unpause, every reachable pod of ours has been sent its Unpause. */
    public static final Duration FIRST_UNPAUSE_LIMIT = Duration.ofSeconds(5);
    /** How long an Unpause waits for the answer who holds the lock. */
    public static final Duration LEASE_QUESTION = Duration.ofSeconds(3);
    /** How long an Unpause waits for the answer where the pod is; both questions are asked at the same time. */
    public static final Duration POD_QUESTION = LEASE_QUESTION;
    /** Interval between retries after {@code maxOutage} while pods are still paused. */
    public static final Duration OVERDUE_RETRY = Duration.ofSeconds(5);
    /** How long after {@code maxOutage} pods are unpaused without an answer, even if somebody else may have paused them. */
    public static final Duration BLIND_UNPAUSE_AFTER_LIMIT = Duration.ofSeconds(60);
    /** Delay before the first retry of an Unpause. */
    public static final Duration FIRST_RETRY = Duration.ofMillis(200);
    /** Longest delay between two tries while the build waits. */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    /** Longest delay between two tries in the background. */
    public static final Duration LONGEST_BACKGROUND_RETRY = Duration.ofSeconds(60);
    /** How long a build waits for its pods to be unpaused before it fails and the tries continue in the background. */
    public static final Duration UNPAUSE_TIMEOUT = Duration.ofSeconds(120);
    /** How long other work of the window waits for the answers to the first Unpauses. */
    public static final Duration FIRST_UNPAUSE_WAIT = Duration.ofMillis(100);

    private ProtocolTimes() {}
}
