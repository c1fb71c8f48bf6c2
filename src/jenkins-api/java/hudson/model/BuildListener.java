package hudson.model;

/** Compile-only declaration of {@code hudson.model.BuildListener} as in jenkins-core 2.541.3. */
public interface BuildListener extends TaskListener {}
