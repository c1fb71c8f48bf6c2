package io.jenkins.plugins.scalarbackup.watchdog;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Answers every request with the same bytes, which no API server would send, over TLS. */
final class OddApiServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Path account;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String answer = "";

    OddApiServer(Path account) throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        ServerSocketFactory factory = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext()
                .getServerSocketFactory();
        socket = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.account = account;
        Files.writeString(account.resolve("token"), "token");
        Files.writeString(account.resolve("ca.crt"), certificate.certificatePem());
        Files.writeString(account.resolve("namespace"), "prod");
        Thread thread = new Thread(this::serve, "odd API server");
        thread.setDaemon(true);
        thread.start();
    }

    Map<String, String> settings() {
        return Map.of(
                "WATCHDOG_API",
                "https://127.0.0.1:" + socket.getLocalPort(),
                "WATCHDOG_ACCOUNT",
                account.toString(),
                "WATCHDOG_POD",
                "dog-0");
    }

    /** From now on, these bytes after the status line, up to the end of the connection. */
    void answers(String headAndBody) {
        answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n" + headAndBody;
    }

    /** The first line of each request. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                requests.add(head(client.getInputStream()).lines().findFirst().orElse(""));
                client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The next one.
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
