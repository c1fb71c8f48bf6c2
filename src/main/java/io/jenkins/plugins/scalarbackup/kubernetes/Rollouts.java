package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.Objects;

/**
 * Explains why a workload is not settled, as text after "Deployment/ledger is not settled: "; null if it is. It is
 * stricter than {@code kubectl rollout status}: one pod too many or too few counts, and so does a pod that is not
 * available.
 */
final class Rollouts {
    private static final String NOT_SEEN = "its controller has not seen the last change yet";

    private Rollouts() {}

    static String unsettled(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        if (deployment.getSpec() == null) {
            return NOT_SEEN;
        }
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            return Workload.ROLLOUT_PAUSED;
        }
        if (status == null
                || isBehind(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())) {
            return NOT_SEEN;
        }
        int wanted = orElse(deployment.getSpec().getReplicas(), 1);
        String progress = replicas(
                wanted,
                number(status.getReplicas()),
                number(status.getUpdatedReplicas()),
                number(status.getReadyReplicas()),
                number(status.getAvailableReplicas()));
        if (progress != null) {
            return progress;
        }
        return status.getConditions().stream()
                .filter(condition -> "Progressing".equals(condition.getType()) && !"True".equals(condition.getStatus()))
                .map(Rollouts::stuck)
                .findFirst()
                .orElse(null);
    }

    static String unsettled(StatefulSet set) {
        StatefulSetStatus status = set.getStatus();
        if (status == null
                || set.getSpec() == null
                || isBehind(status.getObservedGeneration(), set.getMetadata().getGeneration())) {
            return NOT_SEEN;
        }
        int wanted = orElse(set.getSpec().getReplicas(), 1);
        StatefulSetUpdateStrategy strategy = set.getSpec().getUpdateStrategy();
        boolean onDelete = strategy != null && "OnDelete".equals(strategy.getType());
        boolean oneRevision = Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
        // Without a rollout, some versions omit updatedReplicas.
        int updated = oneRevision ? number(status.getReplicas()) : number(status.getUpdatedReplicas());
        String progress = replicas(
                wanted,
                number(status.getReplicas()),
                updated,
                number(status.getReadyReplicas()),
                orElse(status.getAvailableReplicas(), number(status.getReadyReplicas())));
        // Once all are updated, nothing is left to do, although with OnDelete, currentRevision stays behind for ever.
        return onDelete && updated < wanted ? Workload.ON_DELETE + progress : progress;
    }

    static String unsettled(DaemonSet set) {
        DaemonSetStatus status = set.getStatus();
        if (status == null
                || isBehind(status.getObservedGeneration(), set.getMetadata().getGeneration())) {
            return NOT_SEEN;
        }
        if (number(status.getNumberMisscheduled()) > 0) {
            int strayed = number(status.getNumberMisscheduled());
            return Plural.count(strayed, "pod")
                    + Plural.choose(
                            strayed, " runs on a node where it should not", " run on nodes where they should not");
        }
        return replicas(
                number(status.getDesiredNumberScheduled()),
                number(status.getCurrentNumberScheduled()),
                number(status.getUpdatedNumberScheduled()),
                number(status.getNumberReady()),
                number(status.getNumberAvailable()));
    }

    private static String replicas(int wanted, int existing, int updated, int ready, int available) {
        if (updated < wanted) {
            return updated + " of " + Plural.count(wanted, "replica") + " updated";
        }
        if (existing != wanted) {
            return Plural.count(existing, "replica")
                    + Plural.choose(existing, " exists where ", " exist where ")
                    + wanted
                    + Plural.choose(wanted, " is wanted", " are wanted");
        }
        if (ready != wanted) {
            return ready + " of " + Plural.count(wanted, "replica") + " ready";
        }
        return available != wanted ? available + " of " + Plural.count(wanted, "replica") + " available" : null;
    }

    private static String stuck(DeploymentCondition condition) {
        return "its rollout makes no progress"
                + (condition.getReason() == null ? "" : " (" + condition.getReason() + ")");
    }

    private static boolean isBehind(Long observed, Long generation) {
        return generation != null && (observed == null || observed < generation);
    }

    private static int number(Integer value) {
        return orElse(value, 0);
    }

    private static int orElse(Integer value, int other) {
        return value == null ? other : value;
    }
}
