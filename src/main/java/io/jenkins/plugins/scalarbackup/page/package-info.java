/**
 * The parts of Jenkins' pages that show windows: a build's summary and page, a job's latest windows, the catalog, and
 * the remote API. They show records, and the keeper's state of open windows. Monitors warn administrators of pods left
 * paused, of missed backups, and of too many protected records.
 */
package io.jenkins.plugins.scalarbackup.page;
