package io.jenkins.plugins.scalarbackup.benchmark;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A way of pausing pods and opening them again. */
interface Contender extends AutoCloseable {
    /** As the results call it. */
    String name();

    /** Does whatever it does while no pod is closed yet. */
    void prepare(List<InetSocketAddress> pods, Duration window) throws Exception;

    /** Pauses all, keeps them so for the window, opens all. Returns when it is done with it. */
    void run() throws Exception;

    /** Gives back what {@link #prepare} took. */
    @Override
    void close() throws Exception;
}
