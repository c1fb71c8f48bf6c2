package io.jenkins.plugins.scalarbackup.standalone;

import hudson.model.Job;
import hudson.model.TopLevelItem;
import jenkins.model.Jenkins;

/** A Pipeline job. */
public final class EmbeddedJob extends Job<EmbeddedJob, EmbeddedRun> implements TopLevelItem {
    EmbeddedJob(Jenkins jenkins, String name) {
        super(jenkins, name);
    }
}
