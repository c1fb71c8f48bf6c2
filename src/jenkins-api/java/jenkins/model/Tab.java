package jenkins.model;

import hudson.model.Action;
import hudson.model.Actionable;

/** Compile-only declaration of {@code jenkins.model.Tab} as in jenkins-core 2.541.3. */
public abstract class Tab implements Action, Badgeable {
    public Tab(Actionable object) {}
}
