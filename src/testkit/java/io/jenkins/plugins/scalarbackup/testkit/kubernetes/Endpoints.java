package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps an EndpointSlice for each Service with a selector up to date with the pods, like the endpoint slice controller.
 */
final class Endpoints {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final ObjectStore store;

    Endpoints(ObjectStore store) {
        this.store = store;
        store.onEvent(event -> {
            if (event.key().type().equals(ResourceType.POD)) {
                services(event.key().namespace()).forEach(this::refresh);
            } else if (event.key().type().equals(ResourceType.SERVICE)) {
                serviceChanged(event);
            }
        });
    }

    static ObjectNode service(
            boolean headless, Map<String, String> labels, Map<String, String> selector, Map<String, Integer> ports) {
        ObjectNode service = Json.object();
        labels.forEach(service.withObject("/metadata/labels")::put);
        ObjectNode spec = service.withObject("/spec").put("type", "ClusterIP");
        spec.put("clusterIP", headless ? "None" : "10.43.0.1");
        selector.forEach(spec.withObject("/selector")::put);
        ports.forEach((name, port) -> spec.withArray("/ports")
                .addObject()
                .put("name", name)
                .put("protocol", "TCP")
                .put("port", port)
                .put("targetPort", port));
        service.withObject("/status/loadBalancer");
        return service;
    }

    private List<ObjectNode> services(String namespace) {
        return store.list(ResourceType.SERVICE, namespace, service -> !service.at("/spec/selector")
                        .isEmpty())
                .items();
    }

    private void serviceChanged(StoredEvent event) {
        if (event.kind() != StoredEvent.Kind.DELETED) {
            if (!event.object().at("/spec/selector").isEmpty()) {
                refresh(event.object());
            }
        } else if (store.find(sliceOf(event.object())).isPresent()) {
            store.delete(sliceOf(event.object()), "", "");
        }
    }

    private static ObjectKey sliceOf(ObjectNode service) {
        JsonNode meta = service.path("metadata");
        return new ObjectKey(
                ResourceType.ENDPOINT_SLICE,
                meta.path("namespace").asText(),
                meta.path("name").asText() + "-" + meta.path("uid").asText().substring(0, 5));
    }

    private void refresh(ObjectNode service) {
        ObjectKey key = sliceOf(service);
        ObjectNode slice = slice(service);
        if (store.find(key).isEmpty()) {
            store.create(key, slice);
        } else {
            store.edit(key, current -> {
                current.set("endpoints", slice.get("endpoints"));
                current.set("ports", slice.get("ports"));
            });
        }
    }

    private ObjectNode slice(ObjectNode service) {
        String name = service.at("/metadata/name").asText();
        ObjectNode slice = Json.object().put("addressType", "IPv4");
        ObjectNode labels = slice.withObject("/metadata/labels")
                .put("kubernetes.io/service-name", name)
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        if (service.at("/spec/clusterIP").asText().equals("None")) {
            labels.put("service.kubernetes.io/headless", "");
        }
        slice.withObject("/metadata").set("ownerReferences", Json.of(List.of(Workload.reference(service))));
        ArrayNode ports = slice.putArray("ports");
        for (JsonNode port : service.at("/spec/ports")) {
            ports.addObject()
                    .put("name", port.path("name").asText())
                    .put("protocol", "TCP")
                    .put("port", port.path("targetPort").asInt());
        }
        ArrayNode endpoints = slice.putArray("endpoints");
        JsonNode selector = service.at("/spec/selector");
        store.list(ResourceType.POD, service.at("/metadata/namespace").asText(), pod -> serves(pod, selector))
                .items()
                .forEach(pod -> endpoint(endpoints.addObject(), pod));
        return slice;
    }

    private static boolean serves(ObjectNode pod, JsonNode selector) {
        JsonNode labels = pod.at("/metadata/labels");
        return selector.properties().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && !pod.at("/status/podIP").isMissingNode()
                && !OVER.contains(pod.at("/status/phase").asText());
    }

    private static void endpoint(ObjectNode endpoint, ObjectNode pod) {
        boolean ready = false;
        for (JsonNode condition : pod.at("/status/conditions")) {
            ready |= condition.path("type").asText().equals("Ready")
                    && condition.path("status").asText().equals("True");
        }
        boolean terminating = pod.path("metadata").has("deletionTimestamp");
        endpoint.putArray("addresses").add(pod.at("/status/podIP").asText());
        endpoint.putObject("conditions")
                .put("ready", ready && !terminating)
                .put("serving", ready)
                .put("terminating", terminating);
        endpoint.put("nodeName", pod.at("/spec/nodeName").asText());
        endpoint.putObject("targetRef")
                .put("kind", "Pod")
                .put("namespace", pod.at("/metadata/namespace").asText())
                .put("name", pod.at("/metadata/name").asText())
                .put("uid", pod.at("/metadata/uid").asText());
    }
}
