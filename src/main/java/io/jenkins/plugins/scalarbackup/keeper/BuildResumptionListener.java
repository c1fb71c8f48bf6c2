package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.CopiedRecords;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionListener;

/**
 * Connects windows to their resumed builds' logs after a restart of the controller. If the script is between two steps,
 * no step of ours is resumed that could do so.
 */
@Extension
public class BuildResumptionListener extends FlowExecutionListener {
    private static final Logger LOGGER = Logger.getLogger(BuildResumptionListener.class.getName());

    /**
     * Checks for copied records: a build restarted from a stage has the records of the original build among its
     * artifacts.
     */
    @Override
    public void onRunning(@NonNull FlowExecution execution) {
        WindowKeeper.get().blocking().execute(() -> {
            try {
                if (execution.getOwner().getExecutable() instanceof Run<?, ?> run) {
                    CopiedRecords.note(run, execution.getOwner().getListener());
                }
            } catch (IOException | RuntimeException unreadable) {
                LOGGER.log(Level.WARNING, "Whether a build has copies of other records can't be told", unreadable);
            }
        });
    }

    @Override
    public void onResumed(@NonNull FlowExecution execution) {
        try {
            if (execution.getOwner().getExecutable() instanceof Run<?, ?> run) {
                WindowKeeper.get()
                        .windows()
                        .buildResumed(run, execution.getOwner().getListener());
            }
        } catch (IOException gone) {
            LOGGER.log(Level.INFO, "A resumed build has no log, so its windows write to this one", gone);
        }
    }
}
