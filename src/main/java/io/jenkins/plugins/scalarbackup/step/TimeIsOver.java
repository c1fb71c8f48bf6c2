package io.jenkins.plugins.scalarbackup.step;

import jenkins.model.CauseOfInterruption;

/** Why a block of {@code awaitRestorable} was stopped: it still ran when the step's time was long over. */
public class TimeIsOver extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    @Override
    public String getShortDescription() {
        return "The block of awaitRestorable had not ended when timeout was over.";
    }
}
