package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.model.FingerprintMap} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public final class FingerprintMap {
    public FingerprintMap() {}

    public @NonNull Fingerprint getOrCreate(@CheckForNull Run build, @NonNull String fileName, @NonNull String md5sum)
            throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
