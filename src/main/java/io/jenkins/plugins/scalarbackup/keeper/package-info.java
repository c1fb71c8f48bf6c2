/**
 * The open pauses of this controller: who owns them, where they are stored, and what unpauses them if their build
 * can't.
 */
package io.jenkins.plugins.scalarbackup.keeper;
