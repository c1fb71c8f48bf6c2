package io.jenkins.plugins.scalarbackup.record;

/**
 * What made the record: its {@code plugin}.
 *
 * @param version this plugin's version
 * @param jenkins the version of Jenkins; null when not known
 * @param controller the controller's instance identity, which is not secret; null when not known
 */
public record PluginFacts(String version, String jenkins, String controller) {}
