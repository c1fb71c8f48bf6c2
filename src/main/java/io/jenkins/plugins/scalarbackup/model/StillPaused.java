package io.jenkins.plugins.scalarbackup.model;

/**
 * A pod that may still be paused when a window is over.
 *
 * @param pod its name
 * @param namespace its namespace
 * @param why what the last try to open it came to
 * @param command what opens it without this plugin
 * @param somebodyElses whether it is somebody else who holds it, so that this plugin leaves it alone
 */
public record StillPaused(String pod, String namespace, String why, String command, boolean somebodyElses) {
    /** One that this plugin goes on to open. */
    public StillPaused(String pod, String namespace, String why, String command) {
        this(pod, namespace, why, command, false);
    }
}
