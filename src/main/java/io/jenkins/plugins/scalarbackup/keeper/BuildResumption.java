package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionListener;

/**
 * Gives a window its build's log back after a restart of the controller. Where the script is between two steps, no step of
 * ours is resumed that could.
 */
@Extension
public class BuildResumption extends FlowExecutionListener {
    private static final Logger LOGGER = Logger.getLogger(BuildResumption.class.getName());

    @Override
    public void onResumed(@NonNull FlowExecution execution) {
        try {
            if (execution.getOwner().getExecutable() instanceof Run<?, ?> run) {
                WindowKeeper.get().resumed(run, execution.getOwner().getListener());
            }
        } catch (IOException gone) {
            LOGGER.log(Level.INFO, "A resumed build has no log, so its windows write to this one", gone);
        }
    }
}
