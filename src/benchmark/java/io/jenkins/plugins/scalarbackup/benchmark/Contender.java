package io.jenkins.plugins.scalarbackup.benchmark;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A way to pause and unpause pods. */
interface Contender extends AutoCloseable {
    /** The name in the results. */
    String name();

    /** Does everything that can be done before any pod is paused. */
    void prepare(List<InetSocketAddress> pods, Duration window) throws Exception;

    /** Pauses all pods, keeps them paused for the window, and unpauses them. Returns when it is done. */
    void run() throws Exception;

    /** Releases what {@link #prepare} acquired. */
    @Override
    void close() throws Exception;
}
