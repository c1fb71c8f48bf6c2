package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** A real ScalarDB Server in a JVM of its own, behind a {@link PodRelay}: it looks like a pod from outside. */
public final class ScalarDbPod implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int START_ATTEMPTS = 3;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final String name;
    private final PodRelay relay;
    private final BankStorage storage;
    private final Path directory;
    private int port;
    private ChildProcess process;

    ScalarDbPod(String name, PodRelay relay, BankStorage storage, Path directory) {
        this.name = name;
        this.relay = relay;
        this.storage = storage;
        this.directory = directory;
    }

    public String name() {
        return name;
    }

    /** Returns the address of clients and the Admin service: the pod's IP and the release's port. */
    public InetSocketAddress address() {
        return relay.address();
    }

    /** Returns the pod's network, to break it. */
    public PodRelay network() {
        return relay;
    }

    /** Returns the file with the server's output. */
    public Path log() {
        return directory.resolve(name + ".log");
    }

    /** Starts the server and returns at once; {@link #awaitStart} follows. */
    synchronized void launch() throws IOException {
        // Both are kept until both are known, so that they differ.
        int metricsPort;
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            metricsPort = second.getLocalPort();
        }
        Properties properties = storage.direct();
        properties.setProperty("scalar.db.server.port", Integer.toString(port));
        properties.setProperty("scalar.db.server.prometheus_exporter_port", Integer.toString(metricsPort));
        // By default, it waits 30 s at a stop for a load balancer to notice.
        properties.setProperty("scalar.db.server.decommissioning_duration_secs", "0");
        Path config = directory.resolve(name + ".properties");
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        process = ChildProcess.start(
                name,
                "TERM",
                log(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        ScalarDbClassPath.jars(),
                        "com.scalar.db.server.ScalarDbServer",
                        "--config",
                        config.toString()));
        relay.forwardTo(new InetSocketAddress(LOOPBACK, port));
    }

    /**
     * Returns when the server accepts connections; if another process has taken a port meanwhile, another one is used.
     */
    synchronized void awaitStart() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Waiting.until("The start of " + name, START_TIMEOUT, this::accepts);
                return;
            } catch (IllegalStateException e) {
                process.close();
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                launch();
            }
        }
    }

    private boolean accepts() throws IOException {
        process.requireAlive();
        try (Socket socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        }
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the server like a power failure. */
    public synchronized void kill() {
        process.kill();
    }

    /**
     * Kills the server and starts another one at the same address, as the kubelet does with a container; it is not
     * paused.
     */
    public synchronized void restart() throws IOException {
        process.kill();
        process.close();
        launch();
        awaitStart();
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
        }
        relay.close();
    }
}
