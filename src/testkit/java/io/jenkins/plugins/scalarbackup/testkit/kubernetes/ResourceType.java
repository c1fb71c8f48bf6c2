package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * A kind of object in the double, with the properties that affect the API server's behaviour.
 *
 * @param group the API group, empty for the core group
 * @param hasStatus whether a PUT ignores {@code status}, as for types with a status subresource
 * @param hasGeneration whether {@code metadata.generation} counts the changes of {@code spec}
 */
record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String shortName,
        boolean namespaced,
        boolean hasStatus,
        boolean hasGeneration) {

    static final ResourceType NAMESPACE =
            new ResourceType("", "v1", "Namespace", "namespaces", "ns", false, true, false);
    static final ResourceType POD = new ResourceType("", "v1", "Pod", "pods", "po", true, true, false);
    static final ResourceType SERVICE = new ResourceType("", "v1", "Service", "services", "svc", true, true, false);
    static final ResourceType ENDPOINT_SLICE =
            new ResourceType("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", null, true, false, true);
    static final ResourceType LEASE =
            new ResourceType("coordination.k8s.io", "v1", "Lease", "leases", null, true, false, false);

    static final List<ResourceType> ALL = List.of(
            NAMESPACE,
            POD,
            SERVICE,
            ENDPOINT_SLICE,
            LEASE,
            apps("Deployment", "deployments", "deploy"),
            apps("StatefulSet", "statefulsets", "sts"),
            apps("DaemonSet", "daemonsets", "ds"),
            apps("ReplicaSet", "replicasets", "rs"),
            new ResourceType("batch", "v1", "Job", "jobs", null, true, true, true));

    private static ResourceType apps(String kind, String plural, String shortName) {
        return new ResourceType("apps", "v1", kind, plural, shortName, true, true, true);
    }

    static Optional<ResourceType> byPlural(String group, String version, String plural) {
        return ALL.stream()
                .filter(type -> type.group.equals(group) && type.version.equals(version) && type.plural.equals(plural))
                .findFirst();
    }

    /** @throws IllegalArgumentException for a kind that the double does not have */
    static ResourceType byKind(String kind) {
        return ALL.stream()
                .filter(type -> type.kind.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The API double keeps no objects of kind " + kind));
    }

    /** Returns the {@code apiVersion} of its objects. */
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Returns the name in messages and RBAC tools: {@code pods}, {@code leases.coordination.k8s.io}. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
