package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks the conditions for a pause that only the API server knows. */
final class ClusterPreflight {
    private final ApiServer api;
    private final ResolvedTarget target;
    private final TargetSelection selection;
    private final boolean allowOtherEndpoints;
    private final EndpointPolicy policy;

    ClusterPreflight(ApiServer api, ResolvedTarget target, TargetSelection selection, EndpointPolicy policy) {
        this.api = api;
        this.target = target;
        this.selection = selection;
        this.allowOtherEndpoints = selection.allowOtherEndpoints();
        this.policy = policy;
    }

    /**
     * Returns warnings.
     *
     * @throws RefusedException if nothing may be paused
     */
    List<String> check(Snapshot snapshot, Collection<Pod> windowPods, Duration maxOutage)
            throws ClusterException, RefusedException {
        checkCredentialExpiry(maxOutage);
        if (target.access() != Access.PORT_FORWARD) {
            for (Pod pod : snapshot.livePods()) {
                PodAddresses.checked(pod, policy);
            }
        }
        List<String> warnings =
                new ArrayList<>(AccessRights.check(api, target, allowOtherEndpoints, selection.adminPort() == null));
        warnings.addAll(otherEndpoints(snapshot.livePods(), windowPods));
        return warnings;
    }

    /** Refuses a credential that may expire before the window ends. */
    private void checkCredentialExpiry(Duration maxOutage) throws RefusedException {
        checkExpiry(BearerToken.expiry(api.access().token()), "token", maxOutage);
        checkExpiry(api.access().tls().clientCertificateExpiry(), "client certificate", maxOutage);
    }

    private void checkExpiry(Optional<Instant> end, String what, Duration maxOutage) throws RefusedException {
        Instant now = Instant.now();
        if (end.isPresent() && end.get().isBefore(now.plus(maxOutage))) {
            throw new RefusedException("The " + what + " for " + api.access().server()
                    + (end.get().isBefore(now) ? " expired at " : " expires at ") + end.get()
                    + ", and a window may last "
                    + maxOutage.toSeconds() + " s (maxOutage). Put one into the credential that lasts longer.");
        }
    }

    private List<String> otherEndpoints(Collection<Pod> pods, Collection<Pod> windowPods)
            throws ClusterException, RefusedException {
        List<OtherEndpoint> foreign;
        try {
            foreign = EndpointLookup.find(api, target.namespace(), pods, windowPods);
        } catch (ClusterException e) {
            if (allowOtherEndpoints && e.kind() == Kind.FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
        if (foreign.isEmpty()) {
            return List.of();
        }
        Map<String, List<String>> byService = new TreeMap<>();
        foreign.forEach(one -> byService
                .computeIfAbsent(one.service(), service -> new ArrayList<>())
                .add(one.pod()));
        String found = byService.entrySet().stream()
                .map(entry -> "Service " + entry.getKey() + " also leads to "
                        + entry.getValue().stream().limit(5).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        String sentence = found + ", beside the pods of " + target.named();
        if (allowOtherEndpoints) {
            return List.of(sentence + "; allowOtherEndpoints lets that pass, so nothing says that they did not write.");
        }
        throw new RefusedException(
                sentence + ". They would go on writing in the window. Take them out of the Service, name"
                        + " them as a target too, or set allowOtherEndpoints: true if they can't write.");
    }
}
