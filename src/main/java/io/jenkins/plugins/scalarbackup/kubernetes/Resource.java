package io.jenkins.plugins.scalarbackup.kubernetes;

/** The kinds of objects that are requested, with their names in URLs. */
enum Resource {
    PODS("", "v1", "pods", "pod"),
    POD_PORT_FORWARDS("", "v1", "pods/portforward", "port-forward"),
    SERVICES("", "v1", "services", "service"),
    NAMESPACES("", "v1", "namespaces", "namespace"),
    ENDPOINT_SLICES("discovery.k8s.io", "v1", "endpointslices", "endpointslice"),
    DEPLOYMENTS("apps", "v1", "deployments", "deployment"),
    REPLICA_SETS("apps", "v1", "replicasets", "replicaset"),
    STATEFUL_SETS("apps", "v1", "statefulsets", "statefulset"),
    DAEMON_SETS("apps", "v1", "daemonsets", "daemonset"),
    LEASES("coordination.k8s.io", "v1", "leases", "lease"),
    ACCESS_REVIEWS("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "selfsubjectaccessreview"),
    /** Not an object, but the server's information about itself. */
    VERSION("", "", "version", "version");

    final String group;
    final String version;
    final String plural;
    final String singular;

    Resource(String group, String version, String plural, String singular) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.singular = singular;
    }

    /** Returns {@code v1} or {@code apps/v1}. */
    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Returns the name in RBAC's messages: {@code deployments.apps}. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
