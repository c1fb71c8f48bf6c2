package hudson.model;

/** Compile-only declaration of {@code hudson.model.ModelObject} as in jenkins-core 2.541.3. */
public interface ModelObject {
    String getDisplayName();
}
