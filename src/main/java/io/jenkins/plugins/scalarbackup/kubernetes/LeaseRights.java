package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Distinguishes a missing right to Leases from any other 403. Only for the former may a lock be used that other
 * controllers do not see; an exhausted quota or a webhook that refuses the request must be fixed by a person.
 */
final class LeaseRights {
    private final ApiServer api;
    private final Map<String, Boolean> renewable = new ConcurrentHashMap<>();

    LeaseRights(ApiServer api) {
        this.api = api;
    }

    /** Returns the failure; if it is a 403 for another reason than a missing right, as {@link Kind#DENIED}. */
    ClusterException classified(ClusterException failure, String verb, String namespace) {
        if (failure.kind() != Kind.FORBIDDEN || ApiFailures.isMissingRight(failure)) {
            return failure;
        }
        boolean isMissing = AccessRights.isGranted(api, namespace, verb, Resource.LEASES)
                .map(given -> !given)
                .orElse(false);
        return isMissing
                ? failure
                : new ClusterException(
                        Kind.DENIED,
                        failure.getMessage().replaceFirst(" Grant it .*", "")
                                + " This is not a missing right: a quota, an admission webhook or the namespace's state"
                                + " prevents the lock, and a lock that no other controller sees is not enough.",
                        failure);
    }

    /**
     * Checks that Leases can be updated: a Lease that can only be created would expire in the window.
     *
     * @param failure thrown if they can't
     */
    void requireRenewable(String namespace, ClusterException failure) throws ClusterException {
        if (!renewable.computeIfAbsent(namespace, where -> AccessRights.isGranted(api, where, "update", Resource.LEASES)
                .orElse(true))) {
            throw failure;
        }
    }
}
