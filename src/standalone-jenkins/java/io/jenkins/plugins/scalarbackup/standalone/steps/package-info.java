/** The steps that Jenkinsfiles take for granted, in small: enough for what people write around this plugin's steps. */
package io.jenkins.plugins.scalarbackup.standalone.steps;
