package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code hudson.model.Result} as in jenkins-core 2.541.3. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final @NonNull Result SUCCESS = null;
    public static final @NonNull Result UNSTABLE = null;
    public static final @NonNull Result FAILURE = null;
    public static final @NonNull Result NOT_BUILT = null;
    public static final @NonNull Result ABORTED = null;

    private Result() {}

    public @NonNull Result combine(@NonNull Result that) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isWorseThan(@NonNull Result that) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isWorseOrEqualTo(@NonNull Result that) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isBetterThan(@NonNull Result that) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isBetterOrEqualTo(@NonNull Result that) {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @NonNull String toString() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @NonNull Result fromString(@NonNull String s) {
        throw new UnsupportedOperationException("declaration only");
    }
}
