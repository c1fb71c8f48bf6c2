package hudson.model;

import java.io.IOException;
import java.util.logging.Level;

/** Behaves like the class of jenkins-core of this name; the embedded controller runs it only when told to. */
public abstract class AsyncPeriodicWork extends PeriodicWork {
    public final String name;

    protected AsyncPeriodicWork(String name) {
        this.name = name;
    }

    protected abstract void execute(TaskListener listener) throws IOException, InterruptedException;

    /** What the timer of Jenkins does each period, on the calling thread. */
    public final void runNow(TaskListener listener) throws IOException, InterruptedException {
        execute(listener);
    }

    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    protected Level getSlowLoggingLevel() {
        return Level.INFO;
    }
}
