package io.jenkins.plugins.scalarbackup.verifier;

/** The verdicts, the worst first. */
enum Verdict {
    /** Parts of transactions are there without the rest. */
    TORN,
    /** Something is from a time after the window. */
    LATER,
    /** Something of the metadata is missing, or could not be read. */
    INCOMPLETE,
    /** No fault was found, but too little could be checked to rule faults out. */
    UNKNOWN,
    /** Everything that can be checked was checked and is correct. */
    SOUND
}
