package io.jenkins.plugins.scalarbackup.step;

import jenkins.model.CauseOfInterruption;

/** The cause for stopping a block of {@code awaitRestorable} that was still running long after the step's timeout. */
public class TimeIsOver extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    @Override
    public String getShortDescription() {
        return "The block of awaitRestorable had not ended when timeout was over.";
    }
}
