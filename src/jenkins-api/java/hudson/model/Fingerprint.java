package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.model.Fingerprint} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public class Fingerprint implements ModelObject, Saveable {
    public Fingerprint(@CheckForNull Run build, @NonNull String fileName, @NonNull byte[] md5sum) throws IOException {}

    @Override
    public @NonNull String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public void addFor(@NonNull Run b) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void save() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
