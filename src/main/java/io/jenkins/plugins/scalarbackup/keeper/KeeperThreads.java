package io.jenkins.plugins.scalarbackup.keeper;

import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of all windows. None is occupied while a window waits, and their number does not depend on the number of
 * pods or windows: tasks of event loops are short, and each window blocks on at most one request to an API server at a
 * time.
 */
final class KeeperThreads {
    private static final int EVENT_LOOP_THREADS = 4;

    /** Runs the tasks of event loops. */
    final ExecutorService eventLoops;

    /** Runs what blocks: requests to API servers, reading on agents, writing artifacts. */
    final ExecutorService blocking;

    KeeperThreads() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                EVENT_LOOP_THREADS,
                EVENT_LOOP_THREADS,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("scalar-backup event loops"));
        pool.allowCoreThreadTimeOut(true);
        eventLoops = pool;
        // Unbounded, because a request must never wait for another one that hangs. Each ends by its deadline.
        blocking = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("scalar-backup requests"));
    }

    void shutdown() {
        eventLoops.shutdown();
        blocking.shutdown();
    }

    private static ThreadFactory named(String name) {
        return new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), name);
    }
}
