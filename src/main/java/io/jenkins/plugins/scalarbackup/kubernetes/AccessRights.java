package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the API server, before any pod is paused, whether the credential has each right that the window will need. */
final class AccessRights {
    private record Right(String verb, Resource resource) {
        String named() {
            return verb + " " + resource.qualified();
        }
    }

    /** The rights that a lock visible to other controllers needs. */
    private static final List<Right> LOCKS = List.of(
            new Right("get", Resource.LEASES),
            new Right("create", Resource.LEASES),
            new Right("update", Resource.LEASES));

    /** Optional rights, and the consequence if one is missing. */
    private static final Map<Right, String> USEFUL = useful();

    private static final Right ENDPOINTS = new Right("list", Resource.ENDPOINT_SLICES);

    private static final String GRANT = "Grant it; docs/rbac.yaml is the whole role.";

    private static Map<Right, String> useful() {
        Map<Right, String> useful = new LinkedHashMap<>();
        useful.put(new Right("delete", Resource.LEASES), "the Lease of each workload stays behind, without a holder");
        useful.put(
                new Right("list", Resource.LEASES),
                "pods that are left paused are not found by their Leases where the controller's journal was lost");
        useful.put(
                new Right("list", Resource.DEPLOYMENTS),
                "a release that is scaled to 0 can't be told from one that does not exist");
        return useful;
    }

    private final ApiServer api;
    private final String namespace;

    private AccessRights(ApiServer api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /**
     * Checks all rights.
     *
     * @param findsAdminPort whether the admin port is looked up in the Services
     * @return warnings about optional rights that are missing
     * @throws RefusedException if a required right is missing
     */
    static List<String> check(ApiServer api, ResolvedTarget target, boolean allowOtherEndpoints, boolean findsAdminPort)
            throws ClusterException, RefusedException {
        AccessRights rights = new AccessRights(api, target.namespace());
        try {
            List<String> missing = rights.missing(needed(target, allowOtherEndpoints, findsAdminPort));
            if (!missing.isEmpty()) {
                throw new RefusedException(rights.without(missing) + ". " + GRANT);
            }
            return rights.warnings();
        } catch (ClusterException e) {
            if (e.kind() == Kind.FORBIDDEN || e.kind() == Kind.NOT_FOUND) {
                return List.of("The credential for " + api.access().server()
                        + " may not ask for its own rights, so they could not be checked beforehand.");
            }
            throw e;
        }
    }

    private List<String> warnings() throws ClusterException {
        List<String> warnings = new ArrayList<>();
        List<String> missingLocks = missing(LOCKS);
        if (!missingLocks.isEmpty()) {
            warnings.add(without(missingLocks) + ", so other controllers do not see this window's lock. " + GRANT);
        }
        for (Map.Entry<Right, String> one : USEFUL.entrySet()) {
            boolean isOfLocks = one.getKey().resource() == Resource.LEASES;
            if (!(isOfLocks && !missingLocks.isEmpty()) && !isGranted(one.getKey())) {
                warnings.add(without(List.of(one.getKey().named())) + ", so " + one.getValue() + ". " + GRANT);
            }
        }
        return warnings;
    }

    private String without(List<String> rights) {
        return "The credential for " + api.access().server() + " has no right to " + String.join(", ", rights)
                + " in namespace \"" + namespace + "\"";
    }

    /** Returns whether a right is granted; empty if the server does not tell. */
    static Optional<Boolean> isGranted(ApiServer api, String namespace, String verb, Resource resource) {
        try {
            return Optional.of(new AccessRights(api, namespace).isGranted(new Right(verb, resource)));
        } catch (ClusterException unknown) {
            return Optional.empty();
        }
    }

    private static Set<Right> needed(ResolvedTarget target, boolean allowOtherEndpoints, boolean findsAdminPort) {
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
                    // A bare pod needs no more rights, and owners of other kinds are not read.
                }
            }
        }
        if (!allowOtherEndpoints) {
            needed.add(ENDPOINTS);
        }
        if (findsAdminPort) {
            // A rescue lists them again, e.g. after a restart of the controller.
            needed.add(new Right("list", Resource.SERVICES));
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
            if (!isGranted(right)) {
                missing.add(right.named());
            }
        }
        return missing;
    }

    private boolean isGranted(Right right) throws ClusterException {
        ObjectNode review = KubernetesJson.MAPPER
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
        // In effect a read: nothing is stored, so it may be retried.
        ApiCall call = ApiCall.create(Resource.ACCESS_REVIEWS, null, review);
        JsonNode allowed = api.read(call, JsonNode.class).path("status").path("allowed");
        if (!allowed.isBoolean()) {
            // A missing answer is not a no, and still less a yes.
            throw api.failures().unreadable(call, new IOException("a review without an answer"));
        }
        return allowed.asBoolean();
    }
}
