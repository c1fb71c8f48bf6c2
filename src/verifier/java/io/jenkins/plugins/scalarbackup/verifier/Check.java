package io.jenkins.plugins.scalarbackup.verifier;

/** The checks. */
enum Check {
    /** Each table of the metadata exists and can be read. */
    METADATA,
    /** Nothing is later than the window. */
    NOT_LATER,
    /** For everything committed, the coordinator has a committed transaction. */
    NOT_TORN,
    /** Everything that a transaction wrote is there. */
    WRITE_SETS,
    /** No transaction was begun in the pause. */
    IN_FLIGHT
}
