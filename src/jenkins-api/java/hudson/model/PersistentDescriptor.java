package hudson.model;

import jenkins.model.Loadable;

/** Compile-only declaration of {@code hudson.model.PersistentDescriptor} as in jenkins-core 2.541.3. */
public interface PersistentDescriptor extends Loadable, Saveable {
    @Override
    void load();
}
