/**
 * Pods that embed the current ScalarDB, over PostgreSQL and MariaDB, and the proof of what restores of their databases
 * contain, transaction by transaction.
 */
package io.jenkins.plugins.scalarbackup.testkit.bank;
