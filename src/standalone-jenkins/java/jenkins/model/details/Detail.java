package jenkins.model.details;

import hudson.model.Actionable;
import hudson.model.ModelObject;
import org.jenkins.ui.icon.IconSpec;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class Detail implements ModelObject, IconSpec {
    private final Actionable object;

    public Detail(Actionable object) {
        this.object = object;
    }

    public Actionable getObject() {
        return object;
    }

    @Override
    public String getIconClassName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    public String getLink() {
        return null;
    }
}
