package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import io.jenkins.plugins.scalarbackup.record.RecordJson;
import io.jenkins.plugins.scalarbackup.record.RecordedPod;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts a snapshot of one target to what {@code verifyPods} returns, with the record's keys, and a baseline back to
 * a snapshot. It reads the Map by hand: a pipeline can put any object into it, and data binding would call its getters,
 * which the sandbox may forbid.
 */
final class SnapshotMap {
    private SnapshotMap() {}

    /** A target's keys that concern a window. */
    private static final Set<String> OF_A_WINDOW = Set.of("podsBefore", "podsAfter", "pauses", "drift");

    static Map<String, Object> of(ResolvedTarget target, Snapshot snapshot) {
        Map<String, Object> map = RecordJson.map(RecordedTarget.of(target, snapshot.livePods(), Instant.now()));
        map.keySet().removeAll(OF_A_WINDOW);
        map.put("resourceVersion", snapshot.resourceVersion());
        map.put(
                "pods",
                RecordJson.list(
                        snapshot.livePods().stream().map(RecordedPod::of).toList()));
        map.put(
                "owners",
                RecordJson.list(snapshot.workloads().stream().map(Owner::of).toList()));
        return map;
    }

    /** A workload of the target, with the snapshot's keys. */
    private record Owner(
            String kind,
            String namespace,
            String name,
            String uid,
            long generation,
            String template,
            Integer replicas) {
        static Owner of(Workload workload) {
            return new Owner(
                    workload.kind(),
                    workload.namespace(),
                    workload.name(),
                    workload.uid(),
                    workload.generation(),
                    workload.template(),
                    workload.replicas());
        }
    }

    /**
     * Returns the target's snapshot in a baseline.
     *
     * @throws RefusedException if the baseline was not returned by {@code verifyPods}, or lacks the target
     */
    static Snapshot find(Map<?, ?> baseline, ResolvedTarget target) throws RefusedException {
        if (!(baseline.get("targets") instanceof List<?> targets)) {
            throw notASnapshot();
        }
        for (Object one : targets) {
            if (one instanceof Map<?, ?> map
                    && target.namespace().equals(map.get("namespace"))
                    && target.selector().equals(map.get("selector"))
                    && target.cluster().equals(map.get("cluster"))) {
                return read(map);
            }
        }
        throw new RefusedException("baseline has no pods of " + target.named() + " in cluster " + target.cluster()
                + ". Take it with verifyPods and the same target parameters.");
    }

    @SuppressFBWarnings(
            value = "DCN_NULLPOINTER_EXCEPTION",
            justification = "Whatever is missing in a Map that an author handed in makes it no snapshot")
    private static Snapshot read(Map<?, ?> map) throws RefusedException {
        try {
            List<Pod> pods = new ArrayList<>();
            for (Object one : (List<?>) map.get("pods")) {
                Map<?, ?> pod = (Map<?, ?>) one;
                pods.add(new Pod(
                        (String) pod.get("name"),
                        (String) pod.get("uid"),
                        (String) pod.get("phase"),
                        (Boolean) pod.get("ready"),
                        false,
                        (String) pod.get("node"),
                        (String) pod.get("ip"),
                        containers((List<?>) pod.get("containers"))));
            }
            List<Workload> workloads = new ArrayList<>();
            for (Object one : (List<?>) map.get("owners")) {
                Map<?, ?> owner = (Map<?, ?>) one;
                workloads.add(new Workload(
                        (String) owner.get("kind"),
                        (String) owner.get("namespace"),
                        (String) owner.get("name"),
                        (String) owner.get("uid"),
                        ((Number) owner.get("generation")).longValue(),
                        // Earlier versions did not return it.
                        (String) owner.get("template"),
                        owner.get("replicas") instanceof Number replicas ? replicas.intValue() : null,
                        null,
                        true));
            }
            return new Snapshot(pods, workloads, (String) map.get("resourceVersion"));
        } catch (ClassCastException | NullPointerException other) {
            throw notASnapshot();
        }
    }

    private static List<Container> containers(List<?> list) {
        List<Container> containers = new ArrayList<>();
        for (Object one : list) {
            Map<?, ?> container = (Map<?, ?>) one;
            containers.add(new Container(
                    (String) container.get("name"),
                    (String) container.get("containerId"),
                    ((Number) container.get("restartCount")).intValue()));
        }
        return containers;
    }

    private static RefusedException notASnapshot() {
        return new RefusedException("baseline is not a snapshot. Give what an earlier verifyPods returned.");
    }
}
