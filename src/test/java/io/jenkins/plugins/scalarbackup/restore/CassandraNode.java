package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Cassandra, a cluster of one node, on loopback. */
final class CassandraNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(300);
    private static final Path SOURCES = Path.of("src", "test", "cassandra").toAbsolutePath();
    private static final String CQL =
            "\"$JAVA\" -Dlogback.configurationFile=\"$SOURCES/logback.xml\" -cp \"$CLASS_PATH\""
                    + " \"$SOURCES/Cql.java\" \"$PORT\" ";

    private final String classPath;
    private final Path directory;
    private final int[] ports;
    private Process process;

    private CassandraNode(String classPath, Path directory, int[] ports) {
        this.classPath = classPath;
        this.directory = directory;
        this.ports = ports;
    }

    /** Creates a node; its data are in {@link #storage()}. */
    static CassandraNode in(Path directory, String classPath) throws IOException {
        CassandraNode node = new CassandraNode(classPath, directory, freePorts(3));
        Files.writeString(
                directory.resolve("cassandra.yaml"), """
                cluster_name: restore
                num_tokens: 1
                auto_bootstrap: false
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                commitlog_sync: periodic
                commitlog_sync_period: 1000ms
                commitlog_directory: %1$s/commitlog
                data_file_directories: [%1$s/data]
                saved_caches_directory: %1$s/saved_caches
                hints_directory: %1$s/hints
                cdc_raw_directory: %1$s/cdc_raw
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                storage_port: %2$d
                native_transport_port: %3$d
                endpoint_snitch: SimpleSnitch
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%2$d"
                """.formatted(node.storage(), node.ports[0], node.ports[1]));
        return node;
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports[i] = socket.getLocalPort();
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Returns the directory of data, commit log and hints. */
    Path storage() {
        return directory.resolve("storage");
    }

    private List<String> java(String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + SOURCES.resolve("java-options"),
                "-Dlogback.configurationFile=" + SOURCES.resolve("logback.xml"),
                "-Dcassandra.config=" + directory.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + storage(),
                "-cp",
                classPath));
        command.addAll(List.of(more));
        return command;
    }

    /** Starts the node, also after it was killed, and returns when clients can connect. */
    void start() throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        List<String> command = java("org.apache.cassandra.service.CassandraDaemon");
        command.add(1, "-Dcassandra.jmx.local.port=" + ports[2]);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + START.toNanos();
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                List<String> lines = Files.readAllLines(log);
                throw new AssertionError("Cassandra did not start:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[1])) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Kills the node as when a machine loses power: what was written is only in the commit log. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "Cassandra outlived its end");
    }

    /** Runs statements and returns their rows. */
    String cql(String... statements) throws IOException {
        StringBuilder command = new StringBuilder(CQL);
        for (String statement : statements) {
            command.append('"').append(statement).append("\" ");
        }
        String output = Shell.run(
                List.of(command.toString()),
                Map.of(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "SOURCES",
                        SOURCES.toString(),
                        "CLASS_PATH",
                        classPath,
                        "PORT",
                        Integer.toString(ports[1])));
        return output.lines().filter(line -> line.startsWith("Row[")).collect(Collectors.joining("\n"));
    }

    /** Returns a directory with programs: {@code nodetool}, and a {@code kubectl} whose only pod is this node. */
    Path programs() throws IOException {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        List<String> nodetool =
                java("org.apache.cassandra.tools.NodeTool", "-h", "127.0.0.1", "-p", Integer.toString(ports[2]));
        program(programs.resolve("nodetool"), "exec '" + String.join("' '", nodetool) + "' \"$@\"");
        program(programs.resolve("kubectl"), "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"");
        return programs;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }
}
