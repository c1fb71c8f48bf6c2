/**
 * Verifies restored databases against the record of the window that they were restored to. A separate program for the
 * machine of the restore: it only needs the JDK and ScalarDB, nothing of Jenkins, and reads below the transactions,
 * through ScalarDB's storage interface, so that it changes nothing.
 */
package io.jenkins.plugins.scalarbackup.verifier;
