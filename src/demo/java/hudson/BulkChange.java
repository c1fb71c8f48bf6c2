package hudson;

import hudson.model.Saveable;
import java.io.Closeable;
import java.io.IOException;

/** Behaves like the class of jenkins-core of this name, but that saves in between are not held back. */
public class BulkChange implements Closeable {
    private final Saveable saveable;
    private boolean committed;

    public BulkChange(Saveable saveable) {
        this.saveable = saveable;
    }

    public void commit() throws IOException {
        if (!committed) {
            committed = true;
            saveable.save();
        }
    }

    @Override
    public void close() {
        committed = true;
    }
}
