package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Lists of objects: whole or in pages of one version, complete or with metadata only. */
final class Lists {
    private static final String METADATA_ONLY = "as=PartialObjectMetadataList";

    /** The rest of a list after a page. */
    private record Rest(ObjectStore.Listing listing, int from) {}

    private final ObjectStore store;
    private final Map<String, Rest> rests = new ConcurrentHashMap<>();

    Lists(ObjectStore store) {
        this.store = store;
    }

    /** @throws ApiFailure 410 for a {@code continue} token that is not known (any more) */
    ObjectNode answer(ResourceType type, ApiCall call) {
        Rest rest = rest(type, call);
        List<ObjectNode> items = rest.listing().items();
        int limit = Integer.parseInt("0" + call.parameter("limit"));
        int end = limit == 0 ? items.size() : Math.min(items.size(), rest.from() + limit);
        boolean metadataOnly = call.headers().get("Accept", "").contains(METADATA_ONLY);
        ObjectNode list = metadataOnly
                ? Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1")
                : Json.object().put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
        ObjectNode meta = list.putObject("metadata")
                .put("resourceVersion", Long.toString(rest.listing().version()));
        if (end < items.size()) {
            String token = UUID.randomUUID().toString();
            rests.put(token, new Rest(rest.listing(), end));
            meta.put("continue", token).put("remainingItemCount", items.size() - end);
        }
        ArrayNode page = list.putArray("items");
        items.subList(rest.from(), end).forEach(item -> page.add(metadataOnly ? metadata(item) : item));
        return list;
    }

    private Rest rest(ResourceType type, ApiCall call) {
        String token = call.parameter("continue");
        if (!token.isEmpty()) {
            Rest rest = rests.get(token);
            if (rest == null) {
                throw new ApiFailure(410, "Expired", "The provided continue parameter is too old");
            }
            return rest;
        }
        String namespace = call.namespace().isEmpty() ? null : call.namespace();
        return new Rest(store.list(type, namespace, ResourceApi.selector(call)), 0);
    }

    private static ObjectNode metadata(ObjectNode item) {
        ObjectNode part = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        part.set("metadata", item.get("metadata"));
        return part;
    }
}
