package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Thrown for a request that is answered with a {@code Status} object, in the API server's words. */
final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final long retryAfterSeconds;

    ApiFailure(int code, String reason, String message) {
        this(code, reason, message, Duration.ZERO);
    }

    ApiFailure(int code, String reason, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.retryAfterSeconds = retryAfter.toSeconds();
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message);
    }

    static ApiFailure unauthorized() {
        return new ApiFailure(401, "Unauthorized", "Unauthorized");
    }

    static ApiFailure notFound(ResourceType type, String name) {
        return new ApiFailure(404, "NotFound", type.qualified() + " \"" + name + "\" not found");
    }

    static ApiFailure noSuchPath() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return new ApiFailure(409, "AlreadyExists", type.qualified() + " \"" + name + "\" already exists");
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return new ApiFailure(
                409, "Conflict", "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + why);
    }

    static ApiFailure expired(long asked, long oldest) {
        return new ApiFailure(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    int code() {
        return code;
    }

    /** Returns the seconds for the {@code Retry-After} header, 0 for none. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    ObjectNode status() {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (retryAfterSeconds > 0) {
            status.putObject("details").put("retryAfterSeconds", retryAfterSeconds);
        }
        return status.put("code", code);
    }
}
