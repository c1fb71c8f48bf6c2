package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * The end of the expectation for a workload, by a person, e.g. because the workload is gone and will never get another record.
 *
 * @param window the ID of the window whose record stated the expectation; a later record states a new one
 * @param cluster the API server's URL; null if the record does not have it
 * @param namespace the workload's namespace
 * @param workload kind and name: {@code Deployment/ledger}
 */
public record Waiver(String window, @CheckForNull String cluster, String namespace, String workload) {}
