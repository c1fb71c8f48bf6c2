package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code hudson.model.Result} as in jenkins-core 2.541.3. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final @NonNull Result FAILURE = null;
    public static final @NonNull Result ABORTED = null;

    private Result() {}

    @Override
    public @NonNull String toString() {
        throw new UnsupportedOperationException("declaration only");
    }
}
