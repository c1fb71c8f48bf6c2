package io.jenkins.plugins.scalarbackup.verifier;

/** What is looked for. */
enum Check {
    /** Each table of the metadata is there and can be read. */
    METADATA,
    /** Nothing is later than the window. */
    NOT_LATER,
    /** What is committed is known as committed by the coordinator. */
    NOT_TORN,
    /** What a transaction wrote is there. */
    WRITE_SETS,
    /** No transaction was begun in the pause. */
    IN_FLIGHT
}
