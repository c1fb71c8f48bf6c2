package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a target's pods can be paused: there is at least one, each is Running and Ready, has an address and is not being
 * deleted, and no rollout of their owners is under way.
 *
 * @param problems one sentence each; none means ready
 * @param warnings one sentence each
 */
public record Readiness(List<String> problems, List<String> warnings) {
    public Readiness {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Evaluates a snapshot. */
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
        snapshot.livePods().forEach(pod -> problem(pod, target.namespace()).ifPresent(problems::add));
        for (Workload workload : snapshot.workloads()) {
            if (workload.unsettled() != null) {
                problems.add(problem(workload));
            } else if (!workload.known()) {
                warnings.add("The pods of " + workload.named() + " are paused as they are: whether a " + workload.kind()
                        + " is settled can't be told.");
            }
        }
        return new Readiness(problems, warnings);
    }

    private static Optional<String> problem(Pod pod, String namespace) {
        String problem = null;
        if (pod.terminating()) {
            problem = " is being deleted. Wait until it is gone and run the build again.";
        } else if (pod.hasEndedByPhase()) {
            problem = " says " + pod.phase() + ", but not all its containers are told to have ended, so it may"
                    + " still serve. Wait until they have, or delete it: "
                    + kubectl(namespace, "delete pod", pod.name());
        } else if (!pod.isRunning()) {
            problem = " is " + pod.phase() + ", not Running. Look at it with: "
                    + kubectl(namespace, "describe pod", pod.name());
        } else if (!pod.ready()) {
            problem = " is not Ready. Look at it with: " + kubectl(namespace, "describe pod", pod.name());
        } else if (pod.ip() == null || pod.ip().isEmpty()) {
            problem = " has no address yet. Wait until it has one and run the build again.";
        }
        return Optional.ofNullable(problem).map(what -> "Pod " + pod.name() + " in namespace " + namespace + what);
    }

    private static String problem(Workload workload) {
        String where = workload.named() + " in namespace " + workload.namespace();
        if (Workload.ROLLOUT_PAUSED.equals(workload.unsettled())) {
            return "The rollout of " + where + " is paused. Resume it: "
                    + kubectl(workload.namespace(), "rollout resume", workload.named());
        }
        return workload.unsettled().startsWith(Workload.ON_DELETE)
                ? "Pods of " + where + " are still of an older revision (" + workload.unsettled()
                        + "). Delete them, so that new ones come, or take the change back."
                : "A rollout of " + where + " is in progress (" + workload.unsettled() + "). Wait until it is done: "
                        + kubectl(workload.namespace(), "rollout status", workload.named());
    }

    private static String kubectl(String namespace, String verb, String object) {
        return "kubectl -n " + ShellWord.of(namespace) + " " + verb + " " + ShellWord.of(object);
    }
}
