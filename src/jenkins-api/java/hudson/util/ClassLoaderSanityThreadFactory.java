package hudson.util;

import java.util.concurrent.ThreadFactory;

/** Compile-only declaration of {@code hudson.util.ClassLoaderSanityThreadFactory} as in jenkins-core 2.541.3. */
public class ClassLoaderSanityThreadFactory implements ThreadFactory {
    public ClassLoaderSanityThreadFactory(ThreadFactory delegate) {}

    @Override
    public Thread newThread(Runnable r) {
        throw new UnsupportedOperationException("declaration only");
    }
}
