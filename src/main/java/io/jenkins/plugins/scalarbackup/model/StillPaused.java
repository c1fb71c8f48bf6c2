package io.jenkins.plugins.scalarbackup.model;

/**
 * A pod that may still be paused after its window has ended.
 *
 * @param pod its name
 * @param namespace its namespace
 * @param why the outcome of the last try to unpause it
 * @param command the command that unpauses it without this plugin
 * @param somebodyElses whether somebody else has paused it, so that this plugin leaves it alone
 */
public record StillPaused(String pod, String namespace, String why, String command, boolean somebodyElses) {
    /** A pod that this plugin continues to unpause. */
    public StillPaused(String pod, String namespace, String why, String command) {
        this(pod, namespace, why, command, false);
    }
}
