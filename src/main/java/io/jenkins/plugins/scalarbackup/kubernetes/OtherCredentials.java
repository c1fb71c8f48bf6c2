package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Credentials to try if the API server refuses one in the middle of a window: the current version of a rotated
 * credential, or the copy with which the pods were paused. The API server's answer decides.
 */
@FunctionalInterface
public interface OtherCredentials {
    /** No other credentials. */
    OtherCredentials NONE = List::of;

    /**
     * Returns suppliers of the credentials, in the order in which they are tried. Each is called on a thread that may
     * block, may take a few seconds, and returns null if its credential can't be obtained.
     */
    List<Supplier<ClusterCredentials>> others();

    /**
     * Returns the access to a server by other credentials; null if they can't be obtained or lead to another server.
     */
    static ClusterAccess access(Supplier<ClusterCredentials> other, String server, EndpointPolicy policy) {
        try {
            ClusterCredentials credentials = other.get();
            ClusterAccess access = credentials == null ? null : ClusterAccess.of(credentials, policy);
            return access == null || !access.server().equals(server) ? null : access;
        } catch (RefusedException | RuntimeException | LinkageError unusable) {
            return null;
        }
    }
}
