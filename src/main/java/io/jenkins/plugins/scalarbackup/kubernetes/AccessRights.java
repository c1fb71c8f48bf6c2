package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.backup.Access;
import io.jenkins.plugins.scalarbackup.backup.ClusterException;
import io.jenkins.plugins.scalarbackup.backup.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.backup.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks the API server beforehand for each right that will be needed, so that none is missed when pods are paused. */
final class AccessRights {
    private record Right(String verb, Resource resource) {
        String named() {
            return verb + " " + resource.qualified();
        }
    }

    /** Without one of these no lock can be had that other controllers see. */
    private static final List<Right> LOCKS = List.of(
            new Right("get", Resource.LEASES),
            new Right("create", Resource.LEASES),
            new Right("update", Resource.LEASES));

    private static final Right GIVING_BACK = new Right("delete", Resource.LEASES);

    private final ApiServer api;
    private final String namespace;

    private AccessRights(ApiServer api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /**
     * Refuses when a right is missing without which no window can be had.
     *
     * @return warnings for the others
     */
    static List<String> check(ApiServer api, ResolvedTarget target, boolean allowOtherEndpoints)
            throws ClusterException, RefusedException {
        AccessRights rights = new AccessRights(api, target.namespace());
        String who = "The credential for " + api.access().server();
        try {
            List<String> missing = rights.missing(needed(target, allowOtherEndpoints));
            if (!missing.isEmpty()) {
                throw new RefusedException(who + " has no right to " + String.join(", ", missing) + " in namespace \""
                        + target.namespace() + "\". Grant it; docs/rbac.yaml is the whole role.");
            }
            List<String> missingLocks = rights.missing(LOCKS);
            if (!missingLocks.isEmpty()) {
                return List.of(who + " has no right to " + String.join(", ", missingLocks) + " in namespace \""
                        + target.namespace() + "\", so other controllers do not see this window's lock. Grant it;"
                        + " docs/rbac.yaml is the whole role.");
            }
            return rights.missing(List.of(GIVING_BACK)).stream()
                    .map(right -> who + " has no right to " + right + " in namespace \"" + target.namespace()
                            + "\", so the Lease of each workload stays behind, without a holder. Grant it;"
                            + " docs/rbac.yaml is the whole role.")
                    .toList();
        } catch (ClusterException e) {
            if (e.kind() == Kind.FORBIDDEN || e.kind() == Kind.NOT_FOUND) {
                return List.of(who + " may not ask for its own rights, so they could not be checked beforehand.");
            }
            throw e;
        }
    }

    /** Whether a right is given; empty where the server would not say. */
    static Optional<Boolean> has(ApiServer api, String namespace, String verb, Resource resource) {
        try {
            return Optional.of(new AccessRights(api, namespace).isGiven(new Right(verb, resource)));
        } catch (ClusterException unknown) {
            return Optional.empty();
        }
    }

    private static Set<Right> needed(ResolvedTarget target, boolean allowOtherEndpoints) {
        Set<Right> needed = new LinkedHashSet<>();
        needed.add(new Right("get", Resource.PODS));
        needed.add(new Right("list", Resource.PODS));
        needed.add(new Right("watch", Resource.PODS));
        for (Workload workload : target.workloads()) {
            switch (workload.kind()) {
                case "Deployment" -> {
                    needed.add(new Right("get", Resource.REPLICA_SETS));
                    needed.add(new Right("get", Resource.DEPLOYMENTS));
                }
                case "ReplicaSet" -> needed.add(new Right("get", Resource.REPLICA_SETS));
                case "StatefulSet" -> needed.add(new Right("get", Resource.STATEFUL_SETS));
                case "DaemonSet" -> needed.add(new Right("get", Resource.DAEMON_SETS));
                default -> {
                    // a bare pod needs no more, and other kinds are not read
                }
            }
        }
        if (!allowOtherEndpoints) {
            needed.add(new Right("list", Resource.ENDPOINT_SLICES));
        }
        if (target.access() == Access.PORT_FORWARD) {
            // A WebSocket begins with GET; from Kubernetes 1.35 on it needs "create" as well (KEP-4006).
            needed.add(new Right("get", Resource.POD_PORT_FORWARDS));
            needed.add(new Right("create", Resource.POD_PORT_FORWARDS));
        }
        return needed;
    }

    private List<String> missing(Iterable<Right> rights) throws ClusterException {
        List<String> missing = new ArrayList<>();
        for (Right right : rights) {
            if (!isGiven(right)) {
                missing.add(right.named());
            }
        }
        return missing;
    }

    private boolean isGiven(Right right) throws ClusterException {
        ObjectNode review = api.json()
                .createObjectNode()
                .put("apiVersion", Resource.ACCESS_REVIEWS.apiVersion())
                .put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec")
                .putObject("resourceAttributes")
                .put("namespace", namespace)
                .put("verb", right.verb())
                .put("group", right.resource().group);
        String[] parts = right.resource().plural.split("/");
        attributes.put("resource", parts[0]);
        if (parts.length > 1) {
            attributes.put("subresource", parts[1]);
        }
        // a read in effect: nothing is stored, so it may be asked again
        return api.read(ApiCall.create(Resource.ACCESS_REVIEWS, null, review), JsonNode.class)
                .path("status")
                .path("allowed")
                .asBoolean();
    }
}
