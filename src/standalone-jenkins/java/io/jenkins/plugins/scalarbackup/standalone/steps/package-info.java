/** Simplified versions of the steps that Jenkinsfiles commonly use around this plugin's steps. */
package io.jenkins.plugins.scalarbackup.standalone.steps;
