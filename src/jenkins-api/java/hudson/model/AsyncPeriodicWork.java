package hudson.model;

import java.io.IOException;
import java.util.logging.Level;

/** Compile-only declaration of {@code hudson.model.AsyncPeriodicWork} as in jenkins-core 2.541.3. */
public abstract class AsyncPeriodicWork extends PeriodicWork {
    public final String name = null;

    protected AsyncPeriodicWork(String name) {}

    protected abstract void execute(TaskListener listener) throws IOException, InterruptedException;

    protected Level getNormalLoggingLevel() {
        throw new UnsupportedOperationException("declaration only");
    }

    protected Level getSlowLoggingLevel() {
        throw new UnsupportedOperationException("declaration only");
    }
}
