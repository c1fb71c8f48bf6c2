package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All objects of the cluster and the history of their changes, under one ever-increasing resourceVersion, like etcd.
 * Stored nodes are never modified: every change stores a new node.
 *
 * <p>Listeners are called in the order of the versions while the store is locked, so they must be short and must not
 * wait.
 */
final class ObjectStore {

    /** A list and its version. */
    record Listing(long version, List<ObjectNode> items) {}

    /** Treats an int and a long of the same value as equal. */
    private static final Comparator<JsonNode> SAME_NUMBERS = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private final Clock clock;
    private final TreeMap<ObjectKey, ObjectNode> objects = new TreeMap<>();
    private final Deque<StoredEvent> history = new ArrayDeque<>();
    private final List<Consumer<StoredEvent>> listeners = new ArrayList<>();
    // Not from 1, so that a client that confuses a version with a count or a generation is detected.
    private long version = 1000;
    private long compacted = version;

    ObjectStore(Clock clock) {
        this.clock = clock;
    }

    synchronized long version() {
        return version;
    }

    /** Increments the version for a change elsewhere. */
    synchronized void somethingElse() {
        version++;
    }

    /** Runs work that must read the store and react in one step, such as starting a watch. */
    synchronized <T> T locked(Supplier<T> work) {
        return work.get();
    }

    synchronized void onEvent(Consumer<StoredEvent> listener) {
        listeners.add(listener);
    }

    synchronized Optional<ObjectNode> find(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    ObjectNode get(ObjectKey key) {
        return find(key).orElseThrow(() -> ApiFailure.notFound(key.type(), key.name()));
    }

    /** @param namespace null for all namespaces */
    synchronized Listing list(ResourceType type, String namespace, Predicate<? super ObjectNode> selector) {
        List<ObjectNode> items = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.type().equals(type)
                    && (namespace == null || key.namespace().equals(namespace))
                    && selector.test(object)) {
                items.add(object);
            }
        });
        return new Listing(version, items);
    }

    /** @throws ApiFailure 409 AlreadyExists; 400 if a resourceVersion is given */
    synchronized ObjectNode create(ObjectKey key, ObjectNode sent) {
        if (objects.containsKey(key)) {
            throw ApiFailure.alreadyExists(key.type(), key.name());
        }
        ObjectNode object = typed(key, sent.deepCopy());
        ObjectNode meta = object.withObject("/metadata");
        if (!meta.path("resourceVersion").asText("").isEmpty()) {
            throw ApiFailure.badRequest("resourceVersion should not be set on objects to be created");
        }
        meta.put("uid", UUID.randomUUID().toString());
        meta.put(
                "creationTimestamp",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (key.type().hasGeneration()) {
            meta.put("generation", 1);
        }
        return store(StoredEvent.Kind.ADDED, key, object, null);
    }

    /**
     * Carries out a PUT. It is unconditional without a resourceVersion; if it changes nothing, it makes no new version,
     * as in the API server.
     *
     * @throws ApiFailure 404; 409 for a stale resourceVersion or another UID
     */
    synchronized ObjectNode replace(ObjectKey key, ObjectNode sent) {
        ObjectNode current = get(key);
        JsonNode sentMeta = sent.path("metadata");
        require(
                key,
                current,
                sentMeta.path("uid").asText(""),
                sentMeta.path("resourceVersion").asText(""));
        ObjectNode next = typed(key, sent.deepCopy());
        if (key.type().hasStatus()) {
            next.remove("status");
            if (current.has("status")) {
                next.set("status", current.get("status"));
            }
        }
        return change(key, current, next);
    }

    /** Changes an object, including its status, like a controller or the kubelet. */
    synchronized ObjectNode edit(ObjectKey key, Consumer<ObjectNode> edit) {
        ObjectNode current = get(key);
        ObjectNode next = current.deepCopy();
        edit.accept(next);
        return change(key, current, next);
    }

    /**
     * Deletes an object.
     *
     * @param uid the precondition on the UID, empty for none
     * @param resourceVersion the precondition on the version, empty for none
     * @throws ApiFailure 404; 409 if a precondition is not met
     */
    synchronized ObjectNode delete(ObjectKey key, String uid, String resourceVersion) {
        ObjectNode current = get(key);
        require(key, current, uid, resourceVersion);
        objects.remove(key);
        return store(StoredEvent.Kind.DELETED, key, current.deepCopy(), current);
    }

    /** @throws ApiFailure 410 if changes after {@code since} were compacted */
    synchronized List<StoredEvent> after(long since) {
        if (since < compacted) {
            throw ApiFailure.expired(since, compacted);
        }
        return history.stream().filter(event -> event.version() > since).toList();
    }

    /** Forgets the history so far: watches can only resume from the current version. */
    synchronized void compact() {
        history.clear();
        compacted = version;
    }

    private ObjectNode change(ObjectKey key, ObjectNode current, ObjectNode next) {
        ObjectNode meta = next.withObject("/metadata");
        JsonNode currentMeta = current.path("metadata");
        for (String field : List.of("uid", "creationTimestamp", "resourceVersion", "generation")) {
            if (currentMeta.has(field)) {
                meta.set(field, currentMeta.get(field));
            } else {
                meta.remove(field);
            }
        }
        if (next.equals(SAME_NUMBERS, current)) {
            return current;
        }
        if (key.type().hasGeneration() && isNewGeneration(key, current, next)) {
            meta.put("generation", currentMeta.path("generation").asLong() + 1);
        }
        return store(StoredEvent.Kind.MODIFIED, key, next, current);
    }

    /** Returns whether a change increments the generation. Only for a Deployment, changes of annotations do. */
    private static boolean isNewGeneration(ObjectKey key, ObjectNode current, ObjectNode next) {
        boolean annotated = key.type().kind().equals("Deployment")
                && !next.at("/metadata/annotations").equals(current.at("/metadata/annotations"));
        return annotated || !next.path("spec").equals(SAME_NUMBERS, current.path("spec"));
    }

    private void require(ObjectKey key, ObjectNode current, String uid, String resourceVersion) {
        JsonNode meta = current.path("metadata");
        String haveUid = meta.path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(haveUid)) {
            throw ApiFailure.conflict(
                    key.type(),
                    key.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + haveUid);
        }
        if (!resourceVersion.isEmpty()
                && !resourceVersion.equals(meta.path("resourceVersion").asText())) {
            throw ApiFailure.conflict(
                    key.type(),
                    key.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private ObjectNode store(StoredEvent.Kind kind, ObjectKey key, ObjectNode object, ObjectNode previous) {
        version++;
        if (key.type().equals(ResourceType.ENDPOINT_SLICE)
                && object.path("endpoints").isEmpty()) {
            // A real API server returns null if there are none.
            object.putNull("endpoints");
        }
        object.withObject("/metadata").put("resourceVersion", Long.toString(version));
        if (kind != StoredEvent.Kind.DELETED) {
            objects.put(key, object);
        }
        StoredEvent event = new StoredEvent(version, kind, key, object, previous);
        history.add(event);
        listeners.forEach(listener -> listener.accept(event));
        return object;
    }

    private static ObjectNode typed(ObjectKey key, ObjectNode object) {
        object.put("apiVersion", key.type().apiVersion()).put("kind", key.type().kind());
        ObjectNode meta = object.withObject("/metadata");
        meta.put("name", key.name());
        if (key.type().namespaced()) {
            meta.put("namespace", key.namespace());
        }
        return object;
    }
}
