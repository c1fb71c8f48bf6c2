package io.jenkins.plugins.scalarbackup.simulation;

/** The actions of a controller, one for each call of a port: faults are triggered, and processes killed, at these. */
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

    /** The stages of a call. */
    enum Stage {
        SENT,
        ARRIVED,
        ANSWERED
    }
}
