package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.RestartListener;

/**
 * Delays a safe restart until no pod is paused: between {@code scalarPause} and {@code scalarUnpause}, nothing else
 * does. {@code maxOutage} limits the delay.
 */
@Extension
public class OpenWindowRestartListener extends RestartListener {
    @Override
    public boolean isReadyToRestart() {
        return WindowKeeper.get().windows().all().stream().noneMatch(ManagedWindow::isOpen);
    }
}
