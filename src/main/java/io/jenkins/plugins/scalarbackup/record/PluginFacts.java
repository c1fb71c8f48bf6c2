package io.jenkins.plugins.scalarbackup.record;

/**
 * The software that wrote the record: its {@code plugin}.
 *
 * @param version this plugin's version
 * @param jenkins the version of Jenkins; null if unknown
 * @param controller the controller's instance identity, which is not secret; null if unknown
 */
public record PluginFacts(String version, String jenkins, String controller) {}
