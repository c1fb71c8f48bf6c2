package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.RestartListener;

/**
 * A safe restart waits until no pod is paused: between {@code scalarPause} and {@code scalarUnpause}, nothing else
 * delays it. {@code maxOutage} limits the wait.
 */
@Extension
public class OpenWindowRestartListener extends RestartListener {
    @Override
    public boolean isReadyToRestart() {
        return WindowKeeper.get().windows().all().stream().noneMatch(ManagedWindow::isOpen);
    }
}
