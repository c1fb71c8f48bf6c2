package io.jenkins.plugins.scalarbackup.model;

/**
 * Whether watchdogs cover a window.
 *
 * @param stands whether each namespace of the window has a watchdog that is alive and reaches all of its pods
 * @param said a sentence that names them, or says what is missing
 */
public record WatchdogCoverage(boolean stands, String said) {}
