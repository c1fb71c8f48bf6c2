package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code jenkins.model.FullyNamed} as in jenkins-core 2.541.3. */
public interface FullyNamed {
    @NonNull
    String getFullName();
}
