/**
 * What Jenkins' own pages show of windows: a build's summary and page, a job's latest windows, and the remote API. It shows
 * what records say, and of open windows what the keeper says; and a monitor tells administrators of pods that were left paused.
 */
package io.jenkins.plugins.scalarbackup.page;
