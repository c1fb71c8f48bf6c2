package hudson.model;

import hudson.ExtensionPoint;
import org.kohsuke.stapler.StaplerProxy;

/** Compile-only declaration of {@code hudson.model.AdministrativeMonitor} as in jenkins-core 2.541.3. */
public abstract class AdministrativeMonitor implements ExtensionPoint, StaplerProxy {
    public final String id = null;

    protected AdministrativeMonitor(String id) {}

    protected AdministrativeMonitor() {}

    public String getUrl() {
        throw new UnsupportedOperationException("declaration only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public abstract boolean isActivated();

    public void checkRequiredPermission() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean hasRequiredPermission() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public Object getTarget() {
        throw new UnsupportedOperationException("declaration only");
    }
}
