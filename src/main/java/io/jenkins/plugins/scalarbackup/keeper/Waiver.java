package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * That somebody expects nothing any more of a workload, which may not even exist: nobody would ever write another record of it.
 *
 * @param window the ID of the window whose record says what was expected; a later record expects anew
 * @param cluster the API server's URL; null where the record does not say
 * @param namespace the workload's namespace
 * @param workload {@code Deployment/ledger}
 */
public record Waiver(String window, @CheckForNull String cluster, String namespace, String workload) {}
