package io.jenkins.plugins.scalarbackup.simulation;

/** What a controller does to the world, one port call each: where faults are hung up and processes are killed. */
enum Verb {
    RESOLVE,
    LIST,
    GET,
    WATCH,
    PREFLIGHT,
    SETTLE_ACCESS,
    CONNECT,
    CLOCK,
    ENDPOINTS,
    LEASE_GET,
    LEASE_LIST,
    LEASE_CREATE,
    LEASE_REPLACE,
    LEASE_DELETE,
    PAUSE,
    CHECK,
    UNPAUSE,
    JOURNAL,
    RECORD;

    /** How far a call is. */
    enum Stage {
        SENT,
        ARRIVED,
        ANSWERED
    }
}
