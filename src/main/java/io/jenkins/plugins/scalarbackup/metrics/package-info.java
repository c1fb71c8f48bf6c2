/**
 * Gauges and a health check in the registry of the optional plugin {@code metrics}. The only package that knows that
 * plugin: without it, no class of this package is loaded.
 */
package io.jenkins.plugins.scalarbackup.metrics;
