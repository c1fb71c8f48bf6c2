package hudson.model;

import hudson.ExtensionPoint;

/** Compile-only declaration of {@code hudson.model.RootAction} as in jenkins-core 2.541.3. */
public interface RootAction extends Action, ExtensionPoint {}
