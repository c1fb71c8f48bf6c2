/**
 * A Jenkins controller that is small enough to run in a JUnit test or a demo: it runs Jenkinsfiles with the plugin's
 * real steps and provides the parts of Jenkins that they use. It has no server, network or pages.
 *
 * <p>Start at {@link io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins}.
 */
package io.jenkins.plugins.scalarbackup.standalone;
