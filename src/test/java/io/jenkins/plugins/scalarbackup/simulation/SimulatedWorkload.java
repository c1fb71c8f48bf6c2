package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A Deployment or StatefulSet with its pods. */
final class SimulatedWorkload {
    final World world;
    final SimulatedApiServer api;
    final String kind;
    final String name;
    final String uid;
    final Set<String> labels;
    long generation = 1;
    private int template = 1;
    private int replicas = 3;
    final List<SimulatedPod> pods = new ArrayList<>();
    private int born;

    SimulatedWorkload(World world, SimulatedApiServer api, String kind, String name, Set<String> labels) {
        this.world = world;
        this.api = api;
        this.kind = kind;
        this.name = name;
        this.uid = "uid-" + api.url + "-" + name;
        this.labels = labels;
    }

    boolean keepsNames() {
        return kind.equals("StatefulSet");
    }

    SimulatedPod addPod(String podName, boolean starting) {
        int number = born++;
        String name = podName != null ? podName : this.name + "-" + number;
        SimulatedPod pod = new SimulatedPod(world, this, name, uid + "-pod" + number, world.newAddress(), starting);
        pods.add(pod);
        world.born(pod);
        api.added(pod);
        if (starting) {
            pod.start();
        }
        return pod;
    }

    /** Deletes a pod, which another one replaces, under the same name if the workload keeps names. */
    void replace(SimulatedPod pod, long grace) {
        if (!pod.delete(grace)) {
            return;
        }
        if (!keepsNames()) {
            addPod(null, true);
            return;
        }
        afterGone(pod);
    }

    private void afterGone(SimulatedPod pod) {
        world.time.after(5 * VirtualTime.MILLI, () -> {
            if (pod.deleted) {
                addPod(pod.name, true);
            } else {
                afterGone(pod);
            }
        });
    }

    /** Increments the generation, as an annotation of a Deployment does, and changes nothing else. */
    void annotated() {
        generation++;
        api.touched();
    }

    void changed() {
        generation++;
        if (generation % 2 == 0) {
            template++;
        } else {
            replicas++;
        }
        api.touched();
    }

    Workload shown() {
        boolean settled = pods.stream()
                .filter(pod -> !pod.deleted)
                .map(SimulatedPod::shown)
                // Failed pods are replaced and don't count any more.
                .filter(pod -> !pod.hasEndedByPhase())
                .allMatch(pod -> pod.isRunning() && pod.ready() && !pod.terminating());
        return new Workload(
                kind,
                SimulatedApiServer.NAMESPACE,
                name,
                uid,
                generation,
                "template-" + template,
                replicas,
                settled ? null : "not every pod is available",
                true);
    }
}
