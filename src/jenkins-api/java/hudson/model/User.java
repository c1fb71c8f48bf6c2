package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code hudson.model.User} as in jenkins-core 2.541.3. */
public class User {
    private User() {}

    public static @CheckForNull User current() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull String getId() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull String getFullName() {
        throw new UnsupportedOperationException("declaration only");
    }
}
