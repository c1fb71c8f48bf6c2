package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutsTest {
    private static DeploymentBuilder deployment(int wanted, int existing, int updated, int ready, int available) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("ledger")
                .withGeneration(4L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(wanted)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(4L)
                .withReplicas(existing)
                .withUpdatedReplicas(updated)
                .withReadyReplicas(ready)
                .withAvailableReplicas(available)
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .endCondition()
                .endStatus();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "settled",
            value = {
                "3|3|3|3|3|settled",
                "3|3|2|3|3|2 of 3 replicas updated",
                "3|4|3|3|3|4 replicas exist where 3 are wanted",
                "3|2|2|2|2|2 of 3 replicas updated",
                "3|3|3|2|2|2 of 3 replicas ready",
                "3|3|3|3|1|1 of 3 replicas available",
                "1|2|2|2|2|2 replicas exist where 1 is wanted",
                "2|1|2|1|1|1 replica exists where 2 are wanted",
                "1|1|0|0|0|0 of 1 replica updated",
                "1|1|1|0|0|0 of 1 replica ready",
                "1|1|1|1|0|0 of 1 replica available"
            })
    void deployments(int wanted, int existing, int updated, int ready, int available, String expected) {
        assertEquals(
                expected,
                Rollouts.unsettled(
                        deployment(wanted, existing, updated, ready, available).build()));
    }

    @Test
    void deploymentsThatAreHeldUp() {
        Deployment paused =
                deployment(1, 1, 1, 1, 1).editSpec().withPaused(true).endSpec().build();
        assertEquals("its rollout is paused", Rollouts.unsettled(paused));
        Deployment unseen = deployment(1, 1, 1, 1, 1)
                .editMetadata()
                .withGeneration(5L)
                .endMetadata()
                .build();
        assertEquals("its controller has not seen the last change yet", Rollouts.unsettled(unseen));
        Deployment stuck = deployment(1, 1, 1, 1, 1)
                .editStatus()
                .editFirstCondition()
                .withStatus("False")
                .withReason("ProgressDeadlineExceeded")
                .endCondition()
                .endStatus()
                .build();
        assertEquals("its rollout makes no progress (ProgressDeadlineExceeded)", Rollouts.unsettled(stuck));
        Deployment bare = new DeploymentBuilder()
                .withNewMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        assertEquals("its controller has not seen the last change yet", Rollouts.unsettled(bare));
    }

    @Test
    void statefulSets() {
        StatefulSet settled = statefulSet("a", "a", 2, 2, null).build();
        assertNull(Rollouts.unsettled(settled));
        assertEquals(
                "1 of 2 replicas updated",
                Rollouts.unsettled(statefulSet("a", "b", 2, 2, 1).build()));
        assertNull(Rollouts.unsettled(statefulSet("a", "b", 2, 2, 2).build()), "nothing goes on any more");
        assertEquals(
                "1 of 2 replicas ready",
                Rollouts.unsettled(statefulSet("a", "a", 2, 1, 2).build()));
        assertEquals(
                "1 of 2 replicas updated",
                Rollouts.unsettled(statefulSet("a", "a", 1, 1, 1).build()));
    }

    /** With OnDelete, currentRevision stays behind for ever. */
    @Test
    void statefulSetsWhosePodsAreUpdatedByHand() {
        assertNull(Rollouts.unsettled(onDelete("a", "b", 2)));
        assertNull(Rollouts.unsettled(onDelete("a", "a", null)));
        assertEquals(
                "its strategy is OnDelete, and 1 of 2 replicas updated", Rollouts.unsettled(onDelete("a", "b", 1)));
    }

    private static StatefulSet onDelete(String current, String update, Integer updated) {
        return statefulSet(current, update, 2, 2, updated)
                .editSpec()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .endSpec()
                .build();
    }

    private static StatefulSetBuilder statefulSet(
            String current, String update, int existing, int ready, Integer updated) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(1L)
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .withReplicas(existing)
                .withReadyReplicas(ready)
                .withUpdatedReplicas(updated)
                .endStatus();
    }

    @Test
    void daemonSets() {
        assertNull(Rollouts.unsettled(daemonSet(3, 3, 3, 0)));
        assertEquals("2 of 3 replicas updated", Rollouts.unsettled(daemonSet(3, 2, 3, 0)));
        assertEquals("2 of 3 replicas ready", Rollouts.unsettled(daemonSet(3, 3, 2, 0)));
        assertEquals("1 pod runs on a node where it should not", Rollouts.unsettled(daemonSet(3, 3, 3, 1)));
        assertEquals("2 pods run on nodes where they should not", Rollouts.unsettled(daemonSet(3, 3, 3, 2)));
    }

    private static DaemonSet daemonSet(int wanted, int updated, int ready, int astray) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewStatus()
                .withObservedGeneration(1L)
                .withDesiredNumberScheduled(wanted)
                .withCurrentNumberScheduled(wanted)
                .withUpdatedNumberScheduled(updated)
                .withNumberReady(ready)
                .withNumberAvailable(ready)
                .withNumberMisscheduled(astray)
                .endStatus()
                .build();
    }
}
