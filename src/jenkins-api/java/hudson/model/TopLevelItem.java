package hudson.model;

/** Compile-only declaration of {@code hudson.model.TopLevelItem} as in jenkins-core 2.541.3. */
public interface TopLevelItem extends Item {}
