package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Container;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodMappingTest {
    private static io.jenkins.plugins.scalarbackup.model.Pod pod(String json) throws IOException {
        return PodMapping.pod(new ObjectMapper().readValue(json, Pod.class));
    }

    @Test
    void countsSidecarsButNoOtherInitContainers() throws IOException {
        io.jenkins.plugins.scalarbackup.model.Pod pod = pod("""
                {"metadata": {"name": "ledger-0", "uid": "u-1", "newField": {"x": 1}},
                 "spec": {"nodeName": "n1",
                   "containers": [{"name": "ledger"}, {"name": "agent"}],
                   "initContainers": [{"name": "migrate"}, {"name": "proxy", "restartPolicy": "Always"}]},
                 "status": {"phase": "Running", "podIP": "10.1.2.3",
                   "conditions": [{"type": "Ready", "status": "True"}],
                   "containerStatuses": [
                     {"name": "ledger", "containerID": "containerd://a", "restartCount": 2},
                     {"name": "agent", "containerID": "", "restartCount": 0}],
                   "initContainerStatuses": [
                     {"name": "migrate", "containerID": "containerd://m", "restartCount": 7},
                     {"name": "proxy", "containerID": "containerd://p", "restartCount": 1}]}}
                """);
        assertEquals(
                List.of(
                        new Container("agent", null, 0),
                        new Container("ledger", "containerd://a", 2),
                        new Container("proxy", "containerd://p", 1)),
                pod.containers());
        assertEquals(3, pod.restartCount());
        assertTrue(pod.ready());
        assertFalse(pod.terminating());
        assertEquals("10.1.2.3", pod.ip());
        assertEquals("n1", pod.node());
    }

    /** The controller connects to it, and prints it into commands that a person pastes into a shell. */
    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1; id", "$(id)", "`id`", "pod.example", "10.0.0.1\\n", "-a", "10.0.0"})
    void anAddressIsAnAddressOrNone(String hostile) throws IOException {
        assertNull(pod("{\"metadata\": {\"name\": \"p\"}, \"status\": {\"podIP\": \"" + hostile + "\"}}")
                .ip());
        assertEquals(
                "fd00::7",
                pod("{\"metadata\": {\"name\": \"p\"}, \"status\": {\"podIP\": \"fd00::7\"}}")
                        .ip());
    }

    @Test
    void tellsWhatRunsInEachContainer() throws IOException {
        io.jenkins.plugins.scalarbackup.model.Pod pod = pod("""
                {"metadata": {"name": "app-0", "uid": "u-1"},
                 "spec": {"containers": [
                   {"name": "a", "image": "x/a:3.17.2", "ports": [{"containerPort": 60053}, {"containerPort": 9080}]},
                   {"name": "b", "image": "x/b:3.17.2"},
                   {"name": "c", "image": "x/c:latest"},
                   {"name": "d", "image": "x/d:1"}]},
                 "status": {"phase": "Running", "containerStatuses": [
                   {"name": "a", "image": "reg.example/x/a:3.17.2", "imageID": "reg.example/x/a@sha256:1"},
                   {"name": "b", "image": "sha256:77", "imageID": "sha256:77"},
                   {"name": "c", "image": "reg.example/x/c:3.17.1", "imageID": ""}]}}
                """);
        assertEquals(
                List.of(
                        new Container(
                                "a",
                                null,
                                0,
                                "reg.example/x/a:3.17.2",
                                "reg.example/x/a@sha256:1",
                                List.of(60053, 9080)),
                        new Container("b", null, 0, "x/b:3.17.2", "sha256:77", List.of()),
                        new Container("c", null, 0, "reg.example/x/c:3.17.1", null, List.of()),
                        new Container("d", null, 0, "x/d:1", null, List.of())),
                pod.containers());
        assertEquals("a", pod.serving(60053).orElseThrow().name());
        assertTrue(pod.serving(60051).isEmpty());
    }

    @Test
    void takesPodsThatHaveNothingYet() throws IOException {
        io.jenkins.plugins.scalarbackup.model.Pod pod = pod(
                "{\"metadata\": {\"name\": \"p\", \"uid\": \"u\", \"deletionTimestamp\": \"2026-11-01T00:00:00Z\"}}");
        assertEquals("Unknown", pod.phase());
        assertNull(pod.ip());
        assertNull(pod.node());
        assertFalse(pod.ready());
        assertTrue(pod.terminating());
        assertTrue(pod.containers().isEmpty());
    }

    /**
     * A pod's phase comes from its kubelet. Older ones report Failed while containers still run, so such a pod may
     * serve; one that was rejected before it began does not.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "false | both ended              | TERMINATED | TERMINATED",
                "true  | one runs                | TERMINATED | RUNNING",
                "true  | one that ran and waits  | TERMINATED | WAITING_AFTER",
                "false | one that never started  | TERMINATED | WAITING",
                "false | neither ever started    | WAITING    | WAITING",
                "true  | one that says no state  | TERMINATED | STATELESS",
                "true  | one of which none tells | TERMINATED | ABSENT"
            })
    void aFailedPodIsOverWhenAllItsContainersAre(boolean runs, String what, String first, String second)
            throws IOException {
        String statuses = String.join(
                ",",
                Stream.of(status("a", first), status("b", second))
                        .filter(status -> !status.isEmpty())
                        .toList());
        io.jenkins.plugins.scalarbackup.model.Pod pod = pod("{\"metadata\": {\"name\": \"p\", \"uid\": \"u\"},"
                + "\"spec\": {\"containers\": [{\"name\": \"a\"}, {\"name\": \"b\"}]},"
                + "\"status\": {\"phase\": \"Failed\", \"podIP\": \"10.0.0.1\", \"containerStatuses\": [" + statuses
                + "]}}");
        assertEquals(runs, pod.runs(), what);
        assertEquals(!runs, pod.isLeftover(), what);
    }

    private static String status(String name, String state) {
        String said =
                switch (state) {
                    case "TERMINATED" -> "\"containerID\": \"containerd://x\", \"state\": {\"terminated\": {}}";
                    case "RUNNING" -> "\"containerID\": \"containerd://x\", \"state\": {\"running\": {}}";
                    case "WAITING_AFTER" -> "\"containerID\": \"containerd://x\", \"state\": {\"waiting\": {}}";
                    case "WAITING" -> "\"state\": {\"waiting\": {}}";
                    case "STATELESS" -> "\"containerID\": \"containerd://x\"";
                    default -> null;
                };
        return said == null ? "" : "{\"name\": \"" + name + "\", " + said + "}";
    }

    @Test
    void aContainerThatRunsWithoutAnIdRuns() throws IOException {
        assertTrue(pod("""
                {"metadata": {"name": "p", "uid": "u"}, "spec": {"containers": [{"name": "a"}]},
                 "status": {"phase": "Failed", "containerStatuses": [{"name": "a", "state": {"running": {}}}]}}
                """).runs());
    }

    @Test
    void aSidecarThatRunsOnKeepsAPodFromBeingOver() throws IOException {
        assertTrue(pod("""
                {"metadata": {"name": "p", "uid": "u"},
                 "spec": {"containers": [{"name": "a"}], "initContainers": [{"name": "s", "restartPolicy": "Always"}]},
                 "status": {"phase": "Failed",
                   "containerStatuses": [{"name": "a", "state": {"terminated": {}}}],
                   "initContainerStatuses": [{"name": "s", "state": {"running": {}}}]}}
                """).runs());
    }

    @Test
    void failedPodWithoutContainersAndAddressIsALeftover() throws IOException {
        assertFalse(pod("{\"metadata\": {\"name\": \"p\", \"uid\": \"u\"}, \"status\": {\"phase\": \"Failed\"}}")
                .runs());
        assertTrue(pod("{\"metadata\": {\"name\": \"p\", \"uid\": \"u\"},"
                        + " \"status\": {\"phase\": \"Failed\", \"podIP\": \"10.0.0.1\"}}")
                .runs());
        assertTrue(
                pod("{\"metadata\": {\"name\": \"p\", \"uid\": \"u\"}, \"status\": {\"phase\": \"Failed\","
                                + " \"containerStatuses\": [{\"name\": \"a\", \"state\": {\"terminated\": {}}}]}}")
                        .runs(),
                "of whose containers nothing is known it is not known that all have ended");
    }

    @ParameterizedTest
    @CsvSource({"Ready,True,true", "Ready,False,false", "Ready,Unknown,false", "ContainersReady,True,false"})
    void isReadyByItsConditionReadyOnly(String type, String status, boolean ready) throws IOException {
        assertEquals(
                ready,
                pod("{\"metadata\": {\"name\": \"p\", \"uid\": \"u\"}, \"status\": {\"conditions\": [{\"type\": \""
                                + type + "\", \"status\": \"" + status + "\"}]}}")
                        .ready());
    }

    @Test
    void whatHasNoNameIsPassedOverAndOfTwoTheFirstCounts() throws IOException {
        assertEquals(List.of(new Container("a", "1", 1)), pod("""
                {"metadata": {"name": "p", "uid": "u"},
                 "spec": {"containers": [{"name": "a"}, {}], "initContainers": [{"restartPolicy": "Always"}]},
                 "status": {"containerStatuses": [
                   {"containerID": "0"},
                   {"name": "a", "containerID": "1", "restartCount": 1},
                   {"name": "a", "containerID": "2", "restartCount": 2}]}}
                """).containers());
    }

    @Test
    void podsComeByTheirNames() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertEquals(
                List.of("a", "b"),
                PodMapping.pods(List.of(
                                json.readValue("{\"metadata\": {\"name\": \"b\", \"uid\": \"1\"}}", Pod.class),
                                json.readValue("{\"metadata\": {\"name\": \"a\", \"uid\": \"2\"}}", Pod.class)))
                        .stream()
                        .map(io.jenkins.plugins.scalarbackup.model.Pod::name)
                        .toList());
    }

    @Test
    void allAddressesAreKeptThatAreAddresses() throws IOException {
        assertEquals(List.of("10.0.0.1", "fd00::7"), pod("""
                {"metadata": {"name": "p", "uid": "u"},
                 "status": {"podIPs": [{"ip": "10.0.0.1"}, {"ip": "$(id)"}, {}, {"ip": "fd00::7"}]}}
                """).ips());
    }
}
