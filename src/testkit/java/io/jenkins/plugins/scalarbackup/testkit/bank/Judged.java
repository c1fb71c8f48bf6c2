package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;

/**
 * Two independent results about a restore.
 *
 * @param finding from a comparison with the clients' notes
 * @param verification from the databases alone, before anything else read them
 */
public record Judged(Finding finding, Verification verification) {}
