/**
 * Pods that embed the current ScalarDB, over PostgreSQL and MariaDB, and the proof of what a restore of their databases
 * holds, transaction by transaction.
 */
package io.jenkins.plugins.scalarbackup.testkit.bank;
