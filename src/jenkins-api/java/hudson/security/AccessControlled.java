package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.springframework.security.core.Authentication;

/**
 * Compile-only declaration of {@code hudson.security.AccessControlled} as in jenkins-core 2.541.3, but without
 * {@code @NonNull} at single permissions: the declared constants are null, which SpotBugs would hold against every use.
 */
public interface AccessControlled {
    @NonNull
    ACL getACL();

    default void checkPermission(Permission permission) {
        throw new UnsupportedOperationException("declaration only");
    }

    default boolean hasPermission(Permission permission) {
        throw new UnsupportedOperationException("declaration only");
    }

    default boolean hasPermission2(@NonNull Authentication a, Permission permission) {
        throw new UnsupportedOperationException("declaration only");
    }
}
