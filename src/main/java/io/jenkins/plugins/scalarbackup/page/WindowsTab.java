package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Action;
import hudson.model.Actionable;
import jenkins.model.Tab;
import org.kohsuke.stapler.StaplerProxy;

/**
 * The windows in the tab bar of Jenkins' new job and build pages, which have no side panel, and on a build's overview. The older
 * pages show no tabs; there the action itself is in the menu. Both lead to the same page.
 */
public final class WindowsTab extends Tab implements StaplerProxy {
    private final Action page;

    /**
     * A tab.
     *
     * @param object the job or the build
     * @param page what it shows
     */
    WindowsTab(Actionable object, Action page) {
        super(object);
        this.page = page;
    }

    /** What it shows. */
    public Action getPage() {
        return page;
    }

    /** Both have the same address: whichever Jenkins finds there first, the page answers. */
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
