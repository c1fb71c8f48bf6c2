package io.jenkins.plugins.scalarbackup.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * A port-forward that an API server, or a proxy before it, did not begin. fabric8 tells the code of such an answer only, so
 * what it says is read here.
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

    /** The answer, unless it refuses the other protocol that was asked for. */
    static Response begun(Request request, Response response) throws HandshakeRefusedException {
        if (request.header("Upgrade") == null || response.code() == SWITCHING_PROTOCOLS) {
            return response;
        }
        try {
            throw new HandshakeRefusedException(response.code(), bodyOf(response));
        } finally {
            response.close();
        }
    }

    /** The one that a failure came of. */
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
            // A proxy's page may be in whatever it likes.
            return type == null || type.charset(null) == null
                    ? body.bytes()
                    : body.string().getBytes(StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException unreadable) {
            return new byte[0];
        }
    }

    /** What it means, and what it said word for word. */
    String sentence(ApiFailures failures, ApiCall call) {
        return failures.refusedForward(call, code, body);
    }
}
