package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Compile-only declaration of {@code hudson.model.Action} as in jenkins-core 2.541.3. */
public interface Action extends ModelObject {
    @CheckForNull
    String getIconFileName();

    @Override
    @CheckForNull
    String getDisplayName();

    @CheckForNull
    String getUrlName();
}
