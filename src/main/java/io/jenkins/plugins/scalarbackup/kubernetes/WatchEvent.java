package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;

/**
 * An event of a watch, i.e. a line of its response.
 *
 * @param type the type of the event
 * @param object the pod; of a bookmark only the version, of an error a status
 */
record WatchEvent(Type type, JsonNode object) {
    enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        /** Everything up to its version has been reported. */
        BOOKMARK,
        ERROR
    }

    /**
     * Parses a line.
     *
     * @throws IOException if it is of no known type, or has no version
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

    /** Returns the HTTP status code of an error. */
    int code() {
        return object.path("code").asInt();
    }

    /** Returns the message of an error. */
    String message() {
        return ApiFailures.shortened(object.path("message").asText("no reason given"));
    }
}
