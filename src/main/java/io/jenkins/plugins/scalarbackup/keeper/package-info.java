/**
 * The open pauses of this controller: who keeps them, where they are remembered, and what opens them again when their
 * build can't.
 */
package io.jenkins.plugins.scalarbackup.keeper;
