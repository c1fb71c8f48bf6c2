package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Action;
import hudson.model.Actionable;
import jenkins.model.Tab;
import org.kohsuke.stapler.StaplerProxy;

/**
 * A tab with the windows on Jenkins' new job and build pages, which have no side panel, and on a build's overview. The
 * older pages have no tabs; there, the action itself is in the menu. Both lead to the same page.
 */
public final class WindowsTab extends Tab implements StaplerProxy {
    private final Action page;

    /**
     * @param object the job or the build
     * @param page the page in the tab
     */
    WindowsTab(Actionable object, Action page) {
        super(object);
        this.page = page;
    }

    /** Returns the page in the tab. */
    public Action getPage() {
        return page;
    }

    /**
     * Returns the page for requests, too: tab and page have the same address, and Jenkins may find either of them
     * first.
     */
    @Override
    public Object getTarget() {
        return page;
    }

    @Override
    public String getIconFileName() {
        return page.getIconFileName();
    }

    @Override
    public String getDisplayName() {
        return page.getDisplayName();
    }

    @Override
    public String getUrlName() {
        return page.getUrlName();
    }
}
