package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code hudson.security.Permission} as in jenkins-core 2.541.3. */
public final class Permission {
    public final @NonNull String name = null;

    private Permission() {}

    public @NonNull String getId() {
        throw new UnsupportedOperationException("declaration only");
    }
}
