package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Translates error responses and missing responses into exceptions whose messages say what to do. */
final class ApiFailures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_MESSAGE = 300;
    /** Delay before a retry if a server that rejects requests does not name one. */
    private static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

    private static final Pattern MISSING_RIGHT = Pattern.compile("is forbidden: User \".*\" cannot [a-z]+ resource ");

    private final ClusterAccess access;

    ApiFailures(ClusterAccess access) {
        this.access = access;
    }

    /**
     * Returns the exception for an error response; for a request that was rejected unprocessed, with the delay before a
     * retry.
     */
    ClusterException answered(ApiCall call, ApiResponse response) {
        ClusterException failure = answered(call, response.code(), response.body());
        return response.isRejectedUnprocessed()
                ? new ClusterException(
                        failure.kind(),
                        failure.getMessage(),
                        failure.getCause(),
                        response.retryAfter().isZero() ? DEFAULT_RETRY_DELAY : response.retryAfter())
                : failure;
    }

    /**
     * Returns whether a 403 is the API server's own message about a missing right. Quotas, admission webhooks and
     * namespaces that are being deleted also cause a 403, but with other messages.
     */
    static boolean isMissingRight(ClusterException failure) {
        return MISSING_RIGHT.matcher(String.valueOf(failure.getMessage())).find();
    }

    /** Returns the exception for an error response. */
    ClusterException answered(ApiCall call, int code, byte[] body) {
        String server = "The API server " + access.server();
        String quoted = quoted(body);
        return switch (code) {
            case 401 ->
                new ClusterException(
                        Kind.UNAUTHORIZED,
                        server + " does not accept the credential (401 to " + call.named() + ")" + expired()
                                + ". Put a valid token or client certificate into the credential (docs/security.md).");
            case 403 ->
                new ClusterException(
                        Kind.FORBIDDEN,
                        server + " forbids this credential to " + call.named() + " (403" + quoted + "). Grant it \""
                                + call.verb() + "\" on \"" + call.resource().qualified()
                                + "\"; docs/rbac.yaml is the whole role.");
            case 404 ->
                new ClusterException(
                        Kind.NOT_FOUND,
                        server + " found nothing for the request to " + call.named() + " (404" + quoted
                                + "). Check name and namespace.");
            case 409, 412 ->
                new ClusterException(
                        Kind.CONFLICT,
                        server + " did not " + call.named() + ", since somebody else created or changed it first ("
                                + code + quoted + ").");
            case 410 ->
                new ClusterException(
                        Kind.INVALID,
                        server + " no longer knows the point to " + call.named() + " from (410" + quoted + ").");
            case 429 ->
                new ClusterException(
                        Kind.UNAVAILABLE,
                        server + " is overloaded: it answered 429 to " + call.named() + quoted(body, ": ")
                                + ". Run the step again when it has calmed down.");
            default -> other(call, code, quoted, server);
        };
    }

    /** Explains why a port-forward was refused. */
    String refusedForward(ApiCall call, int code, byte[] body) {
        String message = quoted(body);
        if (message.isEmpty()) {
            String text = shortened(new String(body, StandardCharsets.UTF_8));
            message = text.isEmpty() ? "" : ", \"" + text + "\"";
        }
        String advice =
                switch (code) {
                    case 401 -> "Put a valid token or client certificate into the credential (docs/security.md).";
                    case 403 ->
                        MISSING_RIGHT.matcher(message).find()
                                ? "Grant it \"get\" and \"create\" on \""
                                        + call.resource().qualified() + "\"; docs/rbac.yaml has a role for that."
                                : "This is not a missing right: an admission webhook or a proxy refuses it. Look at its"
                                        + " message, or use access: 'podIp'.";
                    case 404 -> "Look whether the pod is still there.";
                    case 200, 301, 302, 307, 308, 400, 426, 502, 503, 504 ->
                        "A proxy before the API server may not let WebSockets through; check it, or use"
                                + " access: 'podIp'.";
                    default -> "Look at the API server and at what stands before it, or use access: 'podIp'.";
                };
        return "the API server " + access.server() + " refused to " + call.named() + " (" + code + message + "). "
                + advice;
    }

    private static ClusterException other(ApiCall call, int code, String quoted, String server) {
        if (code >= 500) {
            return new ClusterException(
                    Kind.UNAVAILABLE,
                    server + " failed: it answered " + code + " to " + call.named() + quoted.replaceFirst(", ", ": ")
                            + ". Look at the API server, then run the step again.");
        }
        if (code >= 300 && code < 400) {
            return new ClusterException(
                    Kind.INVALID,
                    server + " redirects the request to " + call.named() + " (" + code
                            + "), and redirects are not followed; put the URL of"
                            + " the API server itself into the credential.");
        }
        return new ClusterException(Kind.INVALID, server + " refused to " + call.named() + " (" + code + quoted + ").");
    }

    /** Returns the exception for a request without a response. */
    ClusterException unanswered(ApiCall call, Throwable failure) {
        String server = "The API server " + access.server();
        String during = " (" + call.named() + ")";
        if (isCausedBy(failure, SSLPeerUnverifiedException.class)) {
            return unavailable(
                    server + " shows a certificate for another host name" + during
                            + "; use a name of its certificate in the server's URL.",
                    failure);
        }
        if (isCausedBy(failure, CertificateException.class)) {
            return unavailable(
                    server + " shows a certificate that is not trusted" + during
                            + ": the CA in the credential did not sign it, or it has expired. Put the cluster's CA into"
                            + " certificate-authority-data or caCertificate.",
                    failure);
        }
        if (isCausedBy(failure, SSLException.class)) {
            return unavailable(
                    server + " and the controller could not agree on TLS" + during + ": " + text(failure)
                            + ". Check that the URL's port speaks HTTPS and takes the client certificate.",
                    failure);
        }
        if (isCausedBy(failure, UnknownHostException.class)) {
            return unavailable(
                    server + " has a host name that is unknown to the Jenkins controller" + during
                            + "; check the server's URL and the controller's DNS.",
                    failure);
        }
        if (isTimeout(failure)) {
            return unavailable(
                    server + " did not answer in time" + during + "; check that it runs and that the Jenkins controller"
                            + " reaches it.",
                    failure);
        }
        if (isCausedBy(failure, ConnectException.class) || isCausedBy(failure, NoRouteToHostException.class)) {
            return unavailable(
                    server + " can't be reached" + during + ": " + text(failure)
                            + "; check that it runs and that the Jenkins controller reaches it.",
                    failure);
        }
        if (isCausedBy(failure, IOException.class)) {
            return unavailable(server + " broke the connection off" + during + ": " + text(failure) + ".", failure);
        }
        return unavailable(server + " could not be asked" + during + ": " + text(failure) + ".", failure);
    }

    /** Returns the exception for a successful response that can't be read. */
    ClusterException unreadable(ApiCall call, Exception failure) {
        return new ClusterException(
                Kind.INVALID,
                "What answers at " + access.server() + " to " + call.named()
                        + " is no Kubernetes API server, or a proxy changed its answer; check the server's URL.",
                failure);
    }

    private String expired() {
        Instant end = BearerToken.expiry(access.token()).orElse(null);
        if (end == null || end.isAfter(Instant.now())) {
            end = access.tls().clientCertificateExpiry().orElse(null);
        }
        return end != null && end.isBefore(Instant.now()) ? ": it expired at " + end : "";
    }

    private static ClusterException unavailable(String sentence, Throwable cause) {
        return new ClusterException(Kind.UNAVAILABLE, sentence, cause);
    }

    private static String quoted(byte[] body) {
        return quoted(body, ", ");
    }

    /** Quotes the server's message, from the Status object in an error response; empty if there is none. */
    private static String quoted(byte[] body, String before) {
        try {
            String message = JSON.readTree(body).path("message").asText("");
            return message.isBlank() ? "" : before + "\"" + shortened(message) + "\"";
        } catch (IOException e) {
            return "";
        }
    }

    static String shortened(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        String whole = line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
        // Our own sentence continues after it.
        return Sentences.withoutStop(whole);
    }

    private static String text(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getMessage() == null) {
            root = root.getCause();
        }
        return shortened(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    private static boolean isTimeout(Throwable failure) {
        return isCausedBy(failure, TimeoutException.class) || isCausedBy(failure, InterruptedIOException.class);
    }

    static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
