package io.jenkins.plugins.scalarbackup.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Thrown if the API server, or a proxy before it, refuses to begin a port-forward. fabric8 reports only the status code
 * of such a response, so this exception also has the body.
 */
final class HandshakeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long MOST = 8_192;

    private final int code;
    private final transient byte[] body;

    private HandshakeRefusedException(int code, byte[] body) {
        super("HTTP " + code);
        this.code = code;
        this.body = body;
    }

    /**
     * Returns the response.
     *
     * @throws HandshakeRefusedException if it refuses the requested change of protocol
     */
    static Response checked(Request request, Response response) throws HandshakeRefusedException {
        if (request.header("Upgrade") == null || response.code() == SWITCHING_PROTOCOLS) {
            return response;
        }
        try {
            throw new HandshakeRefusedException(response.code(), bodyOf(response));
        } finally {
            response.close();
        }
    }

    /** Returns the exception of this class among a failure's causes; empty if there is none. */
    static Optional<HandshakeRefusedException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HandshakeRefusedException refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    private static byte[] bodyOf(Response response) {
        try (ResponseBody body = response.peekBody(MOST)) {
            MediaType type = body.contentType();
            // A proxy's page may have any charset.
            return type == null || type.charset(null) == null
                    ? body.bytes()
                    : body.string().getBytes(StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException unreadable) {
            return new byte[0];
        }
    }

    /** Explains the refusal and quotes the response. */
    String sentence(ApiFailures failures, ApiCall call) {
        return failures.refusedForward(call, code, body);
    }
}
