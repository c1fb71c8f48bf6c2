package org.jenkinsci.plugins.workflow.support.steps.build;

import jenkins.model.CauseOfInterruption;

/**
 * Stands for the class of pipeline-build-step of this name: the cause of a failed {@code build}, which does not abort
 * this build.
 */
public final class DownstreamFailureCause extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;
    private final String build;

    public DownstreamFailureCause(String build) {
        this.build = build;
    }

    @Override
    public String getShortDescription() {
        return build + " completed with status FAILURE (propagate: false to ignore)";
    }
}
