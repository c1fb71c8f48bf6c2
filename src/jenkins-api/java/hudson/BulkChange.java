package hudson;

import hudson.model.Saveable;
import java.io.Closeable;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.BulkChange} as in jenkins-core 2.541.3. */
public class BulkChange implements Closeable {
    public BulkChange(Saveable saveable) {}

    public void commit() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("declaration only");
    }
}
