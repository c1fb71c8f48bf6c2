package hudson;

/** Compile-only declaration of {@code hudson.ExtensionPoint} as in jenkins-core 2.541.3. */
public interface ExtensionPoint {}
