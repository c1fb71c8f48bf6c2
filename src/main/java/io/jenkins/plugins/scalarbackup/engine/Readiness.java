package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a target's pods are in a state to be paused: at least one, each Running, Ready, with an address, not being
 * deleted, and their owners settled.
 *
 * @param problems a sentence each; none means ready
 * @param warnings a sentence each
 */
public record Readiness(List<String> problems, List<String> warnings) {
    public Readiness {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Looks at a snapshot. */
    public static Readiness of(ResolvedTarget target, Snapshot snapshot) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        target.product().warning().ifPresent(warnings::add);
        if (snapshot.livePods().isEmpty()) {
            problems.add("No pod of " + target.named() + " is there to be paused (selector " + target.selector()
                    + "). Scale it up, or correct the release name or selector.");
        }
        List<Pod> leftovers = snapshot.pods().stream().filter(Pod::isLeftover).toList();
        if (!leftovers.isEmpty()) {
            warnings.add("Left out, because they ended and serve nobody: "
                    + leftovers.stream()
                            .map(pod -> "pod " + pod.name() + " (" + pod.phase() + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        for (Pod pod : snapshot.livePods()) {
            String where = "Pod " + pod.name() + " in namespace " + target.namespace();
            if (pod.terminating()) {
                problems.add(where + " is being deleted. Wait until it is gone and run the build again.");
            } else if (pod.hasEndedByName()) {
                problems.add(where + " says " + pod.phase()
                        + ", but not all its containers are told to have ended, so it may"
                        + " still serve. Wait until they have, or delete it: "
                        + kubectl(target.namespace(), "delete pod", pod.name()));
            } else if (!pod.isRunning()) {
                problems.add(where + " is " + pod.phase() + ", not Running. Look at it with: "
                        + kubectl(target.namespace(), "describe pod", pod.name()));
            } else if (!pod.ready()) {
                problems.add(where + " is not Ready. Look at it with: "
                        + kubectl(target.namespace(), "describe pod", pod.name()));
            } else if (pod.ip() == null || pod.ip().isEmpty()) {
                problems.add(where + " has no address yet. Wait until it has one and run the build again.");
            }
        }
        for (Workload workload : snapshot.workloads()) {
            if (Workload.ROLLOUT_PAUSED.equals(workload.unsettled())) {
                problems.add("The rollout of " + workload.named() + " in namespace " + workload.namespace()
                        + " is paused. Resume it: "
                        + kubectl(workload.namespace(), "rollout resume", workload.named()));
            } else if (workload.unsettled() != null && workload.unsettled().startsWith(Workload.ON_DELETE)) {
                problems.add("Pods of " + workload.named() + " in namespace " + workload.namespace()
                        + " are still of an older revision (" + workload.unsettled()
                        + "). Delete them, so that new ones come, or take the change back.");
            } else if (workload.unsettled() != null) {
                problems.add("A rollout of " + workload.named() + " in namespace " + workload.namespace()
                        + " is in progress (" + workload.unsettled() + "). Wait until it is done: "
                        + kubectl(workload.namespace(), "rollout status", workload.named()));
            } else if (!workload.known()) {
                warnings.add("The pods of " + workload.named() + " are paused as they are: whether a " + workload.kind()
                        + " is settled can't be told.");
            }
        }
        return new Readiness(problems, warnings);
    }

    private static String kubectl(String namespace, String verb, String object) {
        return "kubectl -n " + ShellWord.of(namespace) + " " + verb + " " + ShellWord.of(object);
    }
}
