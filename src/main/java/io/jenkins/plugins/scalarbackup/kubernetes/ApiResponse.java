package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;

/**
 * A response of the API server, successful or not.
 *
 * @param code the HTTP status code
 * @param date the header {@code Date}; null if there is none
 * @param retryAfter the delay in {@code Retry-After}; zero if there is none
 * @param body the whole body
 */
record ApiResponse(int code, String date, Duration retryAfter, byte[] body) {
    static ApiResponse of(HttpResponse<?> response, byte[] body) {
        return new ApiResponse(response.code(), response.header("Date"), retryAfter(response), body);
    }

    boolean isSuccess() {
        return code >= 200 && code < 300;
    }

    /** Returns whether the same request may succeed a little later. */
    boolean isTransient() {
        return code == 429 || code >= 500;
    }

    /** Returns whether the credential was refused or lacks a right. */
    boolean isDenied() {
        return code == 401 || code == 403;
    }

    /**
     * Returns whether the request was rejected unprocessed, so that it may be repeated even if it is not a read. That
     * is the meaning of 429, and of the API server's 503 with {@code Retry-After}.
     */
    boolean isRejectedUnprocessed() {
        return code == 429 || code == 503 && !retryAfter.isZero();
    }

    /**
     * Returns the delay in {@code Retry-After}. The API server writes whole seconds; a date, which HTTP allows, too, is
     * ignored.
     */
    static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.header("Retry-After");
        return seconds != null && seconds.matches("\\d{1,6}")
                ? Duration.ofSeconds(Integer.parseInt(seconds))
                : Duration.ZERO;
    }
}
