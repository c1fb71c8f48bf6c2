package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.CopiedRecords;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.util.List;
import jenkins.model.CauseOfInterruption.UserInterruption;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A build's windows: the summary on the build's page, a page of its own, and the remote API. Created for each request,
 * and never stored.
 */
@ExportedBean
public final class WindowPage implements Action {
    /** The URL segment below a build, and below a job. */
    static final String URL = "scalar-backup";

    static final String ICON = "symbol-server";

    private final Run<?, ?> run;
    private List<WindowView> windows;

    WindowPage(Run<?, ?> run) {
        this.run = run;
    }

    /** Returns the build. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** Returns the build, for Jenkins' layout of a build's pages. */
    public Run<?, ?> getObject() {
        return run;
    }

    /** Returns the windows. A build's API includes them at its default depth. */
    @Exported(visibility = 2)
    public synchronized List<WindowView> getWindows() {
        if (windows == null) {
            windows = BuildWindows.of(run);
        }
        return windows;
    }

    /** Returns whether one of them is open, so that the page must be refreshed soon. */
    @Exported(visibility = 2)
    public boolean isOpen() {
        return getWindows().stream().anyMatch(WindowView::isOpen);
    }

    /** Returns the interval at which the page is refreshed, in seconds; 0 if nothing will change any more. */
    public int getRefresh() {
        return isOpen() ? 2 : run.isBuilding() || !getLeftPaused().isEmpty() ? 10 : 0;
    }

    /** Returns a sentence on each record of another build that was copied here. */
    public List<String> getCopies() {
        WindowsAction windows = run.getAction(WindowsAction.class);
        return windows == null
                ? List.of()
                : windows.copied().entrySet().stream()
                        .map(copy -> CopiedRecords.sentence(copy.getKey(), copy.getValue()))
                        .toList();
    }

    /** Returns the pods that may still be paused though their window has ended. */
    public List<PodLeftPaused> getLeftPaused() {
        return BuildWindows.leftPaused(run);
    }

    /** Returns whether the reader may close an open window. */
    public boolean isMayUnpause() {
        return run.hasPermission(Item.CANCEL);
    }

    /** Returns whether the reader may retry the Unpause of pods that a window left paused. */
    public boolean isMayTryNow() {
        return Jenkins.get().hasPermission(Jenkins.MANAGE);
    }

    /**
     * Handles the button "Unpause now": closes an open window, unpausing the pods first, and stops what the build does
     * in it.
     */
    @RequirePOST
    public HttpResponse doUnpause(@QueryParameter String window) {
        run.checkPermission(Item.CANCEL);
        User user = User.current();
        String id = user == null ? "anonymous" : user.getId();
        String name = user == null ? id : user.getFullName();
        BuildWindows.unpause(run, window, new UserInterruption(id), "Unpaused by " + name + ".");
        return HttpResponses.redirectToDot();
    }

    /**
     * Handles the button "Unpause now" for pods that a window left paused: retries at once instead of waiting for the
     * next try.
     */
    @RequirePOST
    public HttpResponse doTryNow(@QueryParameter String window) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        WindowKeeper.get().tryNow(window);
        return HttpResponses.redirectToDot();
    }

    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return ICON;
    }

    @Override
    public String getDisplayName() {
        return Messages.WindowPage_DisplayName();
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
