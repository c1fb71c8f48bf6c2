package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a missing right to Leases from every other 403. Only the first may be answered with a lock that other controllers
 * do not see; a quota that is used up or a webhook that says no is for a person to mend.
 */
final class LeaseRights {
    private final ApiServer api;
    private final Map<String, Boolean> renewable = new ConcurrentHashMap<>();

    LeaseRights(ApiServer api) {
        this.api = api;
    }

    /** A failure for what it is. */
    ClusterException understood(ClusterException failure, String verb, String namespace) {
        if (failure.kind() != Kind.FORBIDDEN || ApiFailures.speaksOfAMissingRight(failure)) {
            return failure;
        }
        boolean isMissing = AccessRights.has(api, namespace, verb, Resource.LEASES)
                .map(given -> !given)
                .orElse(false);
        return isMissing
                ? failure
                : new ClusterException(
                        Kind.DENIED,
                        failure.getMessage().replaceFirst(" Grant it .*", "")
                                + " That is no missing right: a quota, an admission webhook or the namespace's state"
                                + " stands against the lock, and a lock that no other controller sees is none.",
                        failure);
    }

    /**
     * Fails where a Lease could be created and not renewed: it would run out in the window.
     *
     * @param failure what to say then
     */
    void renewableOrElse(String namespace, ClusterException failure) throws ClusterException {
        if (!renewable.computeIfAbsent(namespace, where -> AccessRights.has(api, where, "update", Resource.LEASES)
                .orElse(true))) {
            throw failure;
        }
    }
}
