/**
 * Verifies restored databases against the record of the window that they were restored to. A program of its own, for the
 * machine of the restore: it knows the JDK, ScalarDB and nothing of Jenkins, and reads below the transactions, through
 * ScalarDB's storage interface, so that it changes nothing.
 */
package io.jenkins.plugins.scalarbackup.verifier;
