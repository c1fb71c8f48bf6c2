package hudson.util;

import java.util.concurrent.ThreadFactory;

/** Compile-only declaration of {@code hudson.util.DaemonThreadFactory} as in jenkins-core 2.541.3. */
public class DaemonThreadFactory implements ThreadFactory {
    public DaemonThreadFactory() {}

    public DaemonThreadFactory(ThreadFactory core) {}

    @Override
    public Thread newThread(Runnable r) {
        throw new UnsupportedOperationException("declaration only");
    }
}
