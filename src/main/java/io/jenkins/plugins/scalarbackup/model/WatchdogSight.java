package io.jenkins.plugins.scalarbackup.model;

/**
 * Whether a watchdog stands behind a window.
 *
 * @param stands whether one lives in each namespace of the window, and reaches all of its pods
 * @param said in a sentence: which ones, or what is missing
 */
public record WatchdogSight(boolean stands, String said) {}
