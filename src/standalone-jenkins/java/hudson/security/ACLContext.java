package hudson.security;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
public class ACLContext implements AutoCloseable {
    private final Runnable restore;

    ACLContext(Runnable restore) {
        this.restore = restore;
    }

    @Override
    public void close() {
        restore.run();
    }
}
