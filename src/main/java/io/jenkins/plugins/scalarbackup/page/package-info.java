/**
 * What Jenkins' own pages show of windows: a build's summary and page, a job's latest windows, and the remote API. It shows
 * what records say, and of open windows what {@link io.jenkins.plugins.scalarbackup.page.WindowSource} says.
 */
package io.jenkins.plugins.scalarbackup.page;
