package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;

/** Unpauses what a build leaves paused, regardless of how it ends: Jenkins calls this after a hard kill, too. */
@Extension
public class BuildEndListener extends RunListener<Run<?, ?>> {
    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
        // The build's log is still open here; it is closed while the pods are being unpaused.
        WindowKeeper.get().windows().buildEnded(run, listener);
    }

    @Override
    public void onDeleted(Run<?, ?> run) {
        WindowKeeper.get().windows().buildEnded(run, null);
    }
}
