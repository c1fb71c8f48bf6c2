package io.jenkins.plugins.scalarbackup.simulation;

/** The kinds of faults in a simulated world. */
enum FaultKind {
    // harmless ones
    POD_TOUCHED(true),
    WATCH_CUT(true),
    LEASE_TOUCHED(true),
    API_BUSY(true),
    DRAIN_SLOW(true),
    JOURNAL_SLOW(true),
    LOG_BLOCKS(true),
    LOG_THROWS(true),
    WORKLOAD_ANNOTATED(true),
    API_BLINKS_AT_THE_LAST_LOOK(true),

    POD_RESTARTS,
    POD_REPLACED,
    POD_REPLACED_UNDER_ITS_ADDRESS,
    POD_ADDED,
    POD_ADDED_AND_GONE,
    POD_ADDED_AND_GONE_BEFORE_A_SLOW_WATCH,
    POD_ADDED_AND_GONE_WITH_THE_HISTORY,
    POD_ADDED_AND_GONE_BEFORE_SILENT_WATCHES,
    POD_RELABELLED,
    POD_EVICTED,
    POD_HANGS,
    POD_DIES_UNSEEN,
    POD_TUNNEL_BREAKS,
    POD_RESTARTS_AND_IS_PAUSED,
    CANARY_STARTS,
    WORKLOAD_CHANGED,
    DRAIN_NEVER_ENDS,
    PAUSE_ANSWER_LOST,
    PAUSE_LATE,
    UNPAUSE_LOST,
    UNPAUSE_ANSWER_LOST,
    UNPAUSE_WITHOUT_EFFECT,
    CHECK_LOST,
    CHECK_SLOW,
    FOREIGN_PAUSE_HOLDS,
    FOREIGN_PAUSE_DRAINS,
    FOREIGN_PAUSE_TIMES_OUT,
    FOREIGN_PAUSE_THEN_UNPAUSE,
    FOREIGN_UNPAUSE,
    FOREIGN_UNPAUSE_WHILE_CUT_OFF,
    FOREIGN_UNPAUSE_THEN_ABORT,
    POD_CUT_OFF,
    API_CUT_OFF,
    API_SILENT,
    API_AND_POD_SILENT,
    API_CALL_LOST,
    API_ANSWER_LOST,
    API_ANSWER_SLOW,
    HISTORY_FORGOTTEN,
    WATCHES_SILENT,
    WATCHES_LAG,
    WATCHES_AT_ANOTHER_SERVER,
    RESCUE,
    RESCUE_FORCED,
    LEASE_DELETED,
    LEASES_FORBIDDEN,
    CLOCK_WRONG,
    CLOCK_STEPS,
    CLOCK_STEPS_A_LITTLE,
    SUSPENDED_PROCESS,
    SUSPENDED_MACHINE,
    CRASH,
    CLEAN_STOP,
    JOURNAL_LOST,
    HOME_RESTORED,
    JOURNAL_FAILS,
    JOURNAL_HANGS,
    BUILD_ABORTED,
    BUILD_ENDS_SILENTLY,

    // only where there are watchdogs
    CONTROLLER_GONE,
    CONTROLLER_AWAY,
    WATCHDOG_CRASHES,
    WATCHDOG_CUT_OFF,
    WATCHDOG_CUT_OFF_FROM_A_POD;

    private final boolean harmless;

    FaultKind() {
        this(false);
    }

    FaultKind(boolean harmless) {
        this.harmless = harmless;
    }

    /** Returns whether it only occurs in worlds with watchdogs, in addition to the faults of all worlds. */
    boolean isOfWatchdogs() {
        return ordinal() >= CONTROLLER_GONE.ordinal();
    }

    boolean isHarmless() {
        return harmless;
    }
}
