package hudson.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code hudson.util.Secret} as in jenkins-core 2.541.3. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    private Secret() {}

    public @NonNull String getPlainText() {
        throw new UnsupportedOperationException("declaration only");
    }

    public String getEncryptedValue() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull Secret decrypt(@CheckForNull String data) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull Secret fromString(@CheckForNull String data) {
        throw new UnsupportedOperationException("declaration only");
    }
}
