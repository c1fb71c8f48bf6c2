package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Warns administrators of pods that could not be unpaused, until they are. */
@Extension
public class StillPausedMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.StillPausedMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return !getLeftPaused().isEmpty();
    }

    /** Returns the pods, for the page. */
    public List<PodLeftPaused> getLeftPaused() {
        return WindowKeeper.get().leftPaused();
    }

    @Override
    public void checkRequiredPermission() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
    }

    @Override
    public boolean hasRequiredPermission() {
        return Jenkins.get().hasPermission(Jenkins.MANAGE);
    }

    /** Handles the button "Unpause now": retries at once instead of waiting for the next try. */
    @RequirePOST
    public HttpResponse doUnpauseNow(@QueryParameter String window) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        WindowKeeper.get().tryNow(window);
        return HttpResponses.forwardToPreviousPage();
    }
}
