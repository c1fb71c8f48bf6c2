/**
 * What monitoring systems see: gauges and a health check in the registry of the {@code metrics} plugin, which need not be there. The
 * only package that knows that plugin: without it none of these classes is ever loaded.
 */
package io.jenkins.plugins.scalarbackup.metrics;
