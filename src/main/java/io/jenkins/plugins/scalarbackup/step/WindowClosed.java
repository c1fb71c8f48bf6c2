package io.jenkins.plugins.scalarbackup.step;

import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** The cause for stopping a block: its window had to be closed. */
public class WindowClosed extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String why;

    public WindowClosed(String why) {
        this.why = why;
    }

    @Override
    public String getShortDescription() {
        return "The backup window was closed: " + why;
    }

    static boolean isCauseOf(FlowInterruptedException interruption) {
        return interruption.getCauses().stream().anyMatch(WindowClosed.class::isInstance);
    }
}
