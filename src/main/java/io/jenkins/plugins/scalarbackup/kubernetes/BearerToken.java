package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** A bearer token, of which only its time of expiry is looked at. */
final class BearerToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BearerToken() {}

    /** The token, unless it can't stand in an HTTP header. */
    static String checked(String token, String subject) throws RefusedException {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new RefusedException(subject + " holds blanks, line breaks or characters that no token has; put the"
                    + " token alone into the credential.");
        }
        return token;
    }

    /**
     * When a token ends, by the claim {@code exp} of a JWT (RFC 7519, 4.1.4). The signature is the API server's affair.
     * Empty for a token that is no JWT, or that never ends.
     */
    static Optional<Instant> expiry(String token) {
        String[] parts = token == null ? new String[0] : token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode exp =
                    JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
            return exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // no JWT after all: what it is, the API server will say
            return Optional.empty();
        }
    }
}
