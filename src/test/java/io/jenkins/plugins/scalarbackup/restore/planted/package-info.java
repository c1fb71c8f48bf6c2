/**
 * States of restored databases, each created by real transactions and then broken on purpose, or not; run on ScalarDB's
 * own class path by {@code VerifierTest}.
 */
package io.jenkins.plugins.scalarbackup.restore.planted;
