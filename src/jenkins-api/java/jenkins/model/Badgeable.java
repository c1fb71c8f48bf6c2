package jenkins.model;

/** Compile-only declaration of {@code jenkins.model.Badgeable} as in jenkins-core 2.541.3. */
public interface Badgeable {}
