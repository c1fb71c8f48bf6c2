package io.jenkins.plugins.scalarbackup.backup;

/**
 * A pod that may still be paused by a window that is over.
 *
 * @param pod its name
 * @param namespace its namespace
 * @param why what the last try to open it came to
 * @param command what opens it without this plugin
 */
public record StillPaused(String pod, String namespace, String why, String command) {}
