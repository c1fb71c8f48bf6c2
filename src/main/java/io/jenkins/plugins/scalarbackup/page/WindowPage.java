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

/** A build's windows: its summary, a page of its own, and the remote API. Made anew for each request, and never kept. */
@ExportedBean
public final class WindowPage implements Action {
    /** Where it is below the build, and below the job. */
    static final String URL = "scalar-backup";

    static final String ICON = "symbol-server";

    private final Run<?, ?> run;
    private List<WindowView> windows;

    WindowPage(Run<?, ?> run) {
        this.run = run;
    }

    /** The build. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** The build, for Jenkins' frame around pages of builds. */
    public Run<?, ?> getObject() {
        return run;
    }

    /** The windows. A build's API shows them without being asked for more. */
    @Exported(visibility = 2)
    public synchronized List<WindowView> getWindows() {
        if (windows == null) {
            windows = BuildWindows.of(run);
        }
        return windows;
    }

    /** Whether one of them is open, so that the page has to be looked at again soon. */
    @Exported(visibility = 2)
    public boolean isOpen() {
        return getWindows().stream().anyMatch(WindowView::isOpen);
    }

    /** How many seconds a reader of the page waits before looking again; 0 when nothing will change any more. */
    public int getRefresh() {
        return isOpen() ? 2 : run.isBuilding() ? 10 : 0;
    }

    /** What a reader should know of records of another build that were copied here. */
    public List<String> getCopies() {
        WindowsAction windows = run.getAction(WindowsAction.class);
        return windows == null
                ? List.of()
                : windows.copied().entrySet().stream()
                        .map(copy -> CopiedRecords.sentence(copy.getKey(), copy.getValue()))
                        .toList();
    }

    /** Pods that may still be paused though their window is over. */
    public List<PodLeftPaused> getLeftPaused() {
        return BuildWindows.leftPaused(run);
    }

    /** Whether the reader may close an open window. */
    public boolean isMayUnpause() {
        return run.hasPermission(Item.CANCEL);
    }

    /** Whether the reader may have pods opened that a window left paused. */
    public boolean isMayTryNow() {
        return Jenkins.get().hasPermission(Jenkins.MANAGE);
    }

    /** "Unpause now": closes an open window, production first, and with it what the build does in it. */
    @RequirePOST
    public HttpResponse doUnpause(@QueryParameter String window) {
        run.checkPermission(Item.CANCEL);
        User user = User.current();
        String id = user == null ? "anonymous" : user.getId();
        String name = user == null ? id : user.getFullName();
        BuildWindows.unpause(run, window, new UserInterruption(id), "Unpaused by " + name + ".");
        return HttpResponses.redirectToDot();
    }

    /** "Unpause now" for what a window left paused: does not wait for the next try. */
    @RequirePOST
    public HttpResponse doTryNow(@QueryParameter String window) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        WindowKeeper.get().tryNow(window);
        return HttpResponses.redirectToDot();
    }

    /** The remote API. */
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
