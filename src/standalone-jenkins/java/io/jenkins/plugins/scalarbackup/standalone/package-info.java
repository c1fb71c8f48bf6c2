/**
 * A Jenkins controller small enough to live inside a JUnit test or a demo: it runs Jenkinsfiles with the plugin's real
 * steps and shows them the parts of Jenkins that they see. No server, no network, no pages.
 *
 * <p>Start at {@link io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins}.
 */
package io.jenkins.plugins.scalarbackup.standalone;
