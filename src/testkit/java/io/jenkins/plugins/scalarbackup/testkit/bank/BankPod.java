package io.jenkins.plugins.scalarbackup.testkit.bank;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.ChildProcess;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PodRelay;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The bank's application in a JVM of its own, behind a {@link PodRelay}. */
public final class BankPod implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int ANSWER_MILLIS = 30_000;

    private final String name;
    private final PodRelay relay;
    private final Path directory;
    private ChildProcess process;
    private int commands;

    /** @param directory for configuration, log and ports */
    public BankPod(String name, PodRelay relay, Path directory) {
        this.name = name;
        this.relay = relay;
        this.directory = directory;
    }

    /**
     * Starts the application and returns at once; {@link #awaitStart} follows.
     *
     * @param notes the directory for its notes about transactions
     */
    public void launch(Properties configuration, Path notes, long dawdleMillis) throws IOException {
        Path file = directory.resolve(name + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            configuration.store(out, null);
        }
        Files.deleteIfExists(ports());
        process = ChildProcess.start(
                name,
                "TERM",
                directory.resolve(name + ".log"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        CoreClassPath.forPods(),
                        BankPod.class.getPackageName() + ".application.BankApplication",
                        file.toString(),
                        notes.resolve(name + TransactionNotes.EXTENSION).toString(),
                        ports().toString(),
                        Long.toString(dawdleMillis)));
    }

    private Path ports() {
        return directory.resolve(name + ".ports");
    }

    public void awaitStart() throws IOException {
        Waiting.until("The start of " + name, START_TIMEOUT, () -> {
            process.requireAlive();
            return Files.exists(ports());
        });
        String[] words = Files.readString(ports()).split(" ");
        commands = Integer.parseInt(words[1]);
        relay.forwardTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0])));
        // The first call loads half of gRPC, for which the plugin should not have to wait.
        Waiting.until("The Admin service of " + name, START_TIMEOUT, () -> {
            ManagedChannel channel =
                    NettyChannelBuilder.forAddress(address()).usePlaintext().build();
            try {
                AdminGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                        .checkPaused(Empty.getDefaultInstance());
                return true;
            } finally {
                channel.shutdownNow();
            }
        });
    }

    /** Returns the address of the Admin service. */
    public InetSocketAddress address() {
        return relay.address();
    }

    /** Sends a command to the application, which answers when it is done. */
    public String command(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), commands)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null || !answer.startsWith("ok ")) {
                throw new IOException(name + " answered \"" + line + "\" with: " + answer);
            }
            return answer.substring("ok ".length());
        }
    }

    /** Returns the number of transactions acknowledged since it started. */
    public long acknowledged() throws IOException {
        return Long.parseLong(command("counters").split(" ")[0]);
    }

    /** Ends the application; another may be launched at the same address. */
    public void stop() {
        if (process != null) {
            process.kill();
            process.close();
            process = null;
        }
    }

    @Override
    public void close() {
        stop();
        relay.close();
    }
}
