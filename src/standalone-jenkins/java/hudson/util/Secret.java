package hudson.util;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Behaving double of {@code hudson.util.Secret} for tests and the demo. "Encrypted" text is only marked, as
 * <code>{base64}</code>, so that a test can distinguish it from a secret in plain text.
 */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public String getPlainText() {
        return value;
    }

    public String getEncryptedValue() {
        return "{" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "}";
    }

    /** Returns null unless it is the encrypted form. */
    public static Secret decrypt(String data) {
        if (data == null || !data.matches("\\{[A-Za-z0-9+/]*={0,2}}")) {
            return null;
        }
        byte[] bytes = Base64.getDecoder().decode(data.substring(1, data.length() - 1));
        return new Secret(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Accepts the encrypted form or plain text. */
    public static Secret fromString(String data) {
        String text = data == null ? "" : data;
        Secret decrypted = decrypt(text);
        return decrypted == null ? new Secret(text) : decrypted;
    }

    public static String toString(Secret s) {
        return s == null ? "" : s.value;
    }

    /** Returns plain text, like the real class: nothing may rely on this to hide a secret. */
    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Secret other && other.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
