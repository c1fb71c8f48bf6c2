/**
 * What a window leaves behind: the record as JSON, as text and as a step's return value, kept below JENKINS_HOME and in
 * the build. The schema of the JSON is {@code docs/consistent-backup.schema.json}.
 */
package io.jenkins.plugins.scalarbackup.record;
