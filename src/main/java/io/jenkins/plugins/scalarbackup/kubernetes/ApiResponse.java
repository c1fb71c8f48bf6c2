package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;

/**
 * An answer of the API server, whatever its code.
 *
 * @param code the HTTP code
 * @param date the header {@code Date}; null without
 * @param retryAfter what {@code Retry-After} asks for; zero without
 * @param body the whole body
 */
record ApiResponse(int code, String date, Duration retryAfter, byte[] body) {
    static ApiResponse of(HttpResponse<?> response, byte[] body) {
        return new ApiResponse(response.code(), response.header("Date"), retryAfter(response), body);
    }

    boolean isSuccess() {
        return code >= 200 && code < 300;
    }

    /** Whether the same request may fare better a little later. */
    boolean isPassing() {
        return code == 429 || code >= 500;
    }

    /** Whether the credential was not accepted, or has not the right. */
    boolean isDenied() {
        return code == 401 || code == 403;
    }

    /**
     * Whether nothing of the request was done, so that it may be sent again whatever it is: that is what 429 means, and
     * the API server's 503 with {@code Retry-After}.
     */
    boolean isTurnedAway() {
        return code == 429 || code == 503 && !retryAfter.isZero();
    }

    /** The API server writes whole seconds; a date, which HTTP allows too, counts as none. */
    static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.header("Retry-After");
        return seconds != null && seconds.matches("\\d{1,6}")
                ? Duration.ofSeconds(Integer.parseInt(seconds))
                : Duration.ZERO;
    }
}
