/**
 * The records of windows: as JSON, as text and as a step's return value, stored below JENKINS_HOME and in the build.
 * The schema of the JSON is {@code docs/consistent-backup.schema.json}.
 */
package io.jenkins.plugins.scalarbackup.record;
