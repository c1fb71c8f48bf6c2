package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds pods behind the Services of a target that are not among those of its window, and that still exist. */
final class EndpointLookup {
    /** Maximum number of results: nobody reads more, and one is enough to refuse. */
    private static final int MOST = 20;

    private EndpointLookup() {}

    static List<OtherEndpoint> find(
            ApiServer api,
            String namespace,
            Collection<io.jenkins.plugins.scalarbackup.model.Pod> pods,
            Collection<io.jenkins.plugins.scalarbackup.model.Pod> windowPods)
            throws ClusterException {
        List<EndpointSlice> slices = api.list(
                        ApiCall.list(Resource.ENDPOINT_SLICES, namespace, null), EndpointSliceList.class)
                .items();
        List<OtherEndpoint> found = new ArrayList<>();
        for (OtherEndpoints.Foreign foreign : OtherEndpoints.of(slices, pods, windowPods)) {
            if (found.size() >= MOST) {
                break;
            }
            if (foreign.uid() == null) {
                found.add(new OtherEndpoint(foreign.service(), foreign.name(), null, null));
                continue;
            }
            Pod pod = findLive(api, namespace, foreign);
            if (pod != null) {
                found.add(new OtherEndpoint(foreign.service(), foreign.name(), foreign.uid(), created(pod)));
            }
        }
        return found;
    }

    /** Returns the pod that a slice names; null if it is gone or has ended, because slices may lag behind pods. */
    private static Pod findLive(ApiServer api, String namespace, OtherEndpoints.Foreign foreign)
            throws ClusterException {
        try {
            Pod pod = api.read(ApiCall.get(Resource.PODS, namespace, foreign.name()), Pod.class);
            boolean isIt = foreign.uid().equals(pod.getMetadata().getUid());
            return isIt && !PodMapping.pod(pod).isLeftover() ? pod : null;
        } catch (ClusterException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static Instant created(Pod pod) {
        try {
            String created = pod.getMetadata().getCreationTimestamp();
            return created == null ? null : Instant.parse(created);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
