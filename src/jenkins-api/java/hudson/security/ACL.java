package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.springframework.security.core.Authentication;

/** Compile-only declaration of {@code hudson.security.ACL} as in jenkins-core 2.541.3. */
public abstract class ACL {
    public static final Authentication SYSTEM2 = null;

    protected ACL() {}

    public final void checkPermission(@NonNull Permission p) {
        throw new UnsupportedOperationException("declaration only");
    }

    public final boolean hasPermission(@NonNull Permission p) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean hasPermission2(@NonNull Authentication a, @NonNull Permission permission) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull ACLContext as2(@NonNull Authentication auth) {
        throw new UnsupportedOperationException("declaration only");
    }
}
