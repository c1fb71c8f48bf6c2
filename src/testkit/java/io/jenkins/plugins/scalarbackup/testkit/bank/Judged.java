package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;

/**
 * What is said of a restore, by two who know nothing of each other.
 *
 * @param finding by comparing it with what the clients know
 * @param verification by what is in the databases alone, before anybody else read them
 */
public record Judged(Finding finding, Verification verification) {}
