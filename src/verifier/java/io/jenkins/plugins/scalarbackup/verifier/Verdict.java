package io.jenkins.plugins.scalarbackup.verifier;

/** What the databases are, the worst first. */
enum Verdict {
    /** Parts of transactions are there without the rest. */
    TORN,
    /** Something is of a time after the window. */
    LATER,
    /** Something of the metadata is not there, or could not be read. */
    INCOMPLETE,
    /** Nothing wrong was seen, and too little to say that nothing is. */
    UNKNOWN,
    /** All that can be checked was, and is as it should be. */
    SOUND
}
