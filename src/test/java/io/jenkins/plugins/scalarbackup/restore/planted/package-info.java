/**
 * States of restored databases, each made of real transactions and then broken, or not, on purpose; run on ScalarDB's own
 * class path by {@code VerifierTest}.
 */
package io.jenkins.plugins.scalarbackup.restore.planted;
