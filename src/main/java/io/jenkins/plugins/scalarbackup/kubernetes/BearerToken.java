package io.jenkins.plugins.scalarbackup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Checks bearer tokens and reads their expiry. */
final class BearerToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BearerToken() {}

    /**
     * Returns the token if it is valid in an HTTP header.
     *
     * @param subject the beginning of the message if it is not
     */
    static String checked(String token, String subject) throws RefusedException {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new RefusedException(subject + " holds blanks, line breaks or characters that no token has; put the"
                    + " token alone into the credential.");
        }
        return token;
    }

    /**
     * Returns when a token expires, by the claim {@code exp} of a JWT (RFC 7519, 4.1.4). The API server checks the
     * signature. Empty if the token is not a JWT or never expires.
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
            // Not a JWT. The API server will say what is wrong with it, if anything.
            return Optional.empty();
        }
    }
}
