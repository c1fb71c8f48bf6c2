package hudson.util;

import java.util.concurrent.ThreadFactory;

/** Compile-only declaration of {@code hudson.util.NamingThreadFactory} as in jenkins-core 2.541.3. */
public final class NamingThreadFactory implements ThreadFactory {
    public NamingThreadFactory(ThreadFactory delegate, String name) {}

    @Override
    public Thread newThread(Runnable r) {
        throw new UnsupportedOperationException("declaration only");
    }
}
