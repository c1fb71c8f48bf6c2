package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Actionable;
import jenkins.model.details.Detail;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A line about windows below the heading of a job's or a build's page, where Jenkins' new pages show the most important
 * details.
 */
public final class WindowsDetail extends Detail {
    private final String text;
    private final String url;

    /**
     * @param object the job or the build
     * @param text the text of the line
     * @param url the address of the page with more, relative to Jenkins' root URL
     */
    WindowsDetail(Actionable object, String text, String url) {
        super(object);
        this.text = text;
        this.url = url;
    }

    @Override
    public String getIconClassName() {
        return WindowPage.ICON;
    }

    @Override
    public String getDisplayName() {
        return text;
    }

    @Override
    public String getLink() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        return (request == null ? "" : request.getContextPath()) + "/" + url;
    }
}
