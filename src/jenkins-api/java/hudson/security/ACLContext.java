package hudson.security;

/** Compile-only declaration of {@code hudson.security.ACLContext} as in jenkins-core 2.541.3. */
public class ACLContext implements AutoCloseable {
    private ACLContext() {}

    @Override
    public void close() {
        throw new UnsupportedOperationException("declaration only");
    }
}
