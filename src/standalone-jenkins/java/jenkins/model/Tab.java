package jenkins.model;

import hudson.model.Action;
import hudson.model.Actionable;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public abstract class Tab implements Action, Badgeable {
    protected transient Actionable object;

    public Tab(Actionable object) {
        this.object = object;
    }

    public Actionable getObject() {
        return object;
    }
}
