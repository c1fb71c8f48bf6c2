package io.jenkins.plugins.scalarbackup.page;

/**
 * A pod that a window left paused.
 *
 * @param window the window's ID
 * @param pod namespace and name
 * @param why what the last try to open it came to
 * @param command what opens it without this plugin
 * @param somebodyElses whether somebody else holds it, so that this plugin leaves it alone
 */
public record LeftPaused(String window, String pod, String why, String command, boolean somebodyElses) {}
