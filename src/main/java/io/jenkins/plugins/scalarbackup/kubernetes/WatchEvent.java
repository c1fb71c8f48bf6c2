package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;

/**
 * One line of a watch.
 *
 * @param type what happened
 * @param object the pod; of a bookmark its version only, of an error a status
 */
record WatchEvent(Type type, JsonNode object) {
    /** What a line tells. */
    enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        /** Nothing happened up to its version. */
        BOOKMARK,
        ERROR
    }

    /**
     * Reads a line.
     *
     * @throws IOException where it is none of these, or has no version
     */
    static WatchEvent read(byte[] line) throws IOException {
        JsonNode event = KubernetesJson.MAPPER.readTree(line);
        String type = event.path("type").asText();
        JsonNode object = event.path("object");
        if (!type.equals(Type.ERROR.name()) && version(object).isEmpty()) {
            throw new IOException("an event without resourceVersion");
        }
        for (Type known : Type.values()) {
            if (known.name().equals(type)) {
                return new WatchEvent(known, object);
            }
        }
        throw new IOException("an event of type " + type);
    }

    String resourceVersion() {
        return version(object);
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asText("");
    }

    Pod pod() throws IOException {
        return KubernetesJson.read(object, Pod.class);
    }

    /** An error's HTTP status. */
    int code() {
        return object.path("code").asInt();
    }

    /** An error's message. */
    String message() {
        return ApiFailures.shortened(object.path("message").asText("no reason given"));
    }
}
