package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.Permission;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.StaplerProxy;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class AdministrativeMonitor implements ExtensionPoint, StaplerProxy {
    public final String id;
    private volatile boolean disabled;

    protected AdministrativeMonitor(String id) {
        this.id = id;
    }

    protected AdministrativeMonitor() {
        this.id = getClass().getName();
    }

    public String getUrl() {
        return "administrativeMonitor/" + id;
    }

    public String getDisplayName() {
        return id;
    }

    public boolean isEnabled() {
        return !disabled;
    }

    public abstract boolean isActivated();

    public boolean isSecurity() {
        return false;
    }

    public void disable(boolean value) throws IOException {
        disabled = value;
    }

    public Permission getRequiredPermission() {
        return Jenkins.ADMINISTER;
    }

    public void checkRequiredPermission() {
        Jenkins.get().checkPermission(getRequiredPermission());
    }

    public boolean hasRequiredPermission() {
        return Jenkins.get().hasPermission(getRequiredPermission());
    }

    @Override
    public Object getTarget() {
        checkRequiredPermission();
        return this;
    }
}
