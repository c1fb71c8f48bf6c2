package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where an API server refuses a credential in the midst of a window, another may be good: the same one as it is by now,
 * since it was rotated, or the copy with which the pods were paused. The API server's answer decides.
 */
@FunctionalInterface
public interface OtherCredentials {
    /** Nothing but what was given. */
    OtherCredentials NONE = List::of;

    /**
     * Ways to the others, in the order in which they are tried. Each may take a few seconds, and is asked on a thread that
     * may wait; null stands for a credential that can't be had.
     */
    List<Supplier<ClusterCredentials>> others();

    /** The same as access to a server; null where it can't be had, or leads elsewhere. */
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
