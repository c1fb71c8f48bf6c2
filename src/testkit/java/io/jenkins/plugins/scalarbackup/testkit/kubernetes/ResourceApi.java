package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Answers requests with a single response: objects, reviews, discovery. Watches and port-forwards are elsewhere. */
final class ResourceApi {

    record Answer(int code, ObjectNode body) {}

    private final ObjectStore store;
    private final Lists lists;

    ResourceApi(ObjectStore store) {
        this.store = store;
        this.lists = new Lists(store);
    }

    /** @throws ApiFailure if the request is not carried out */
    Answer answer(ApiCall call, Access.Account account) {
        if (call.resource().isEmpty()) {
            return new Answer(200, Discovery.answer(call.path()));
        }
        if (call.verb().equals("create") && call.resource().equals("selfsubjectaccessreviews")) {
            return new Answer(201, accessReview(Json.parse(call.body()), account));
        }
        if (call.verb().equals("create") && call.resource().equals("selfsubjectreviews")) {
            ObjectNode review = Json.parse(call.body());
            review.withObject("/status/userInfo").put("username", account.user());
            return new Answer(201, review);
        }
        ResourceType type = call.type().orElseThrow(ApiFailure::noSuchPath);
        if (!call.subresource().isEmpty()) {
            throw ApiFailure.noSuchPath();
        }
        ObjectKey key = new ObjectKey(type, call.namespace(), call.name());
        return switch (call.verb()) {
            case "get" -> new Answer(200, store.get(key));
            case "list" -> new Answer(200, lists.answer(type, call));
            case "create" -> new Answer(201, create(type, call));
            case "update" -> update(key, Json.parse(call.body()));
            case "patch" -> new Answer(200, patch(key, call));
            case "delete" -> new Answer(200, delete(key, call));
            default ->
                throw new ApiFailure(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    static Predicate<JsonNode> selector(ApiCall call) {
        return Selectors.labels(call.parameter("labelSelector")).and(Selectors.fields(call.parameter("fieldSelector")));
    }

    /**
     * Carries out a PUT. It creates a missing Lease, in spite of its resourceVersion, unless it gives a UID (Leases may
     * be created on update; measured on 1.30 and 1.36).
     */
    private Answer update(ObjectKey key, ObjectNode sent) {
        return store.locked(() -> {
            if (!key.type().equals(ResourceType.LEASE) || store.find(key).isPresent()) {
                return new Answer(200, store.replace(key, sent));
            }
            String uid = sent.at("/metadata/uid").asText("");
            if (!uid.isEmpty()) {
                throw ApiFailure.conflict(
                        key.type(),
                        key.name(),
                        "Precondition failed: UID in precondition: " + uid + ", UID in object meta: ");
            }
            ObjectNode fresh = sent.deepCopy();
            fresh.withObject("/metadata").remove("resourceVersion");
            return new Answer(201, store.create(key, fresh));
        });
    }

    private ObjectNode create(ResourceType type, ApiCall call) {
        ObjectNode object = Json.parse(call.body());
        JsonNode meta = object.path("metadata");
        String name = meta.path("name").asText("");
        if (name.isEmpty() && meta.has("generateName")) {
            name = meta.path("generateName").asText()
                    + UUID.randomUUID().toString().substring(0, 5);
        }
        if (name.isEmpty()) {
            throw new ApiFailure(
                    422, "Invalid", type.kind() + " is invalid: metadata.name: Required value: name is required");
        }
        return store.create(new ObjectKey(type, call.namespace(), name), object);
    }

    /**
     * Carries out a patch. A strategic merge patch is treated as a merge patch: correct for labels and scalars, not for
     * merging lists.
     */
    private ObjectNode patch(ObjectKey key, ApiCall call) {
        String contentType = call.headers().get("Content-Type", "");
        JsonNode patch = Json.read(call.body());
        return store.locked(() -> {
            ObjectNode current = store.get(key).deepCopy();
            JsonNode patched;
            if (contentType.startsWith("application/json-patch+json")) {
                patched = JsonPatch.apply(patch, current);
            } else if (contentType.contains("merge-patch+json") && patch instanceof ObjectNode changes) {
                merge(current, changes);
                patched = current;
            } else {
                throw new ApiFailure(415, "UnsupportedMediaType", "the API double takes no patch of " + contentType);
            }
            return store.replace(key, (ObjectNode) patched);
        });
    }

    /** Merges a patch by RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode nested) {
                if (!(target.get(field.getKey()) instanceof ObjectNode)) {
                    target.putObject(field.getKey());
                }
                merge((ObjectNode) target.get(field.getKey()), nested);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        }
    }

    private ObjectNode delete(ObjectKey key, ApiCall call) {
        JsonNode preconditions = call.body().length == 0
                ? Json.object()
                : Json.parse(call.body()).path("preconditions");
        String uid = preconditions.path("uid").asText("");
        ObjectNode gone =
                store.delete(key, uid, preconditions.path("resourceVersion").asText(""));
        if (key.type().equals(ResourceType.POD)) {
            return gone; // the API server answers with the pod, for most other types with a Status
        }
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        status.putObject("details")
                .put("name", key.name())
                .put("group", key.type().group())
                .put("kind", key.type().plural())
                .put("uid", gone.at("/metadata/uid").asText());
        return status;
    }

    private static ObjectNode accessReview(ObjectNode review, Access.Account account) {
        JsonNode asked = review.at("/spec/resourceAttributes");
        String subresource = asked.path("subresource").asText("");
        String resource = asked.path("resource").asText("");
        boolean allowed = account.may(
                asked.path("verb").asText(""),
                asked.path("group").asText(""),
                subresource.isEmpty() ? resource : resource + "/" + subresource,
                asked.path("namespace").asText(""));
        ObjectNode status = review.putObject("status").put("allowed", allowed);
        if (allowed) {
            status.put("reason", "RBAC: allowed by the rules of this double");
        }
        return review;
    }
}
