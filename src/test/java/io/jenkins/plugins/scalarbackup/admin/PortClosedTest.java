package io.jenkins.plugins.scalarbackup.admin;

import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.BRIEF;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.SOON;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.failed;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.got;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests which failures show that nothing serves a pod's port any more, and which show nothing about it. */
class PortClosedTest {
    private final GrpcPodConnector connector = new GrpcPodConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private PodConnection to(int port, boolean tls) throws Exception {
        return connector.connect("127.0.0.1", port, new AdminTls(tls, null, null), "127.0.0.1:" + port, () -> {});
    }

    /** What a listener does with an accepted connection. */
    enum Listener {
        RESETS(true) {
            @Override
            void meets(Socket client) throws IOException {
                client.setSoLinger(true, 0);
                client.close();
            }
        },
        RESETS_AFTER_A_WHILE(true) {
            @Override
            void meets(Socket client) throws IOException {
                client.getInputStream().read();
                client.setSoLinger(true, 0);
                client.close();
            }
        },
        ENDS_IN_GOOD_ORDER(true) {
            @Override
            void meets(Socket client) throws IOException {
                client.getInputStream().readNBytes(1);
                client.shutdownOutput();
            }
        },
        SPEAKS_SOMETHING_ELSE(false) {
            @Override
            void meets(Socket client) throws IOException {
                client.getInputStream().read();
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
            }
        },
        STAYS_SILENT(false) {
            @Override
            void meets(Socket client) {
                // It sends nothing.
            }
        };

        private final boolean closed;

        Listener(boolean closed) {
            this.closed = closed;
        }

        abstract void meets(Socket client) throws IOException;
    }

    private boolean isClosed(Listener listener, boolean tls) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        listener.meets(socket.accept());
                    }
                } catch (IOException over) {
                    // The test has ended.
                }
            });
            thread.setDaemon(true);
            thread.start();
            PodConnection pod = to(socket.getLocalPort(), tls);
            // With a new connection each time, and the same result.
            boolean first = failed(Outcome.UNREACHABLE, pod.checkPaused(patience(listener)))
                    .isPortClosed();
            boolean second = failed(Outcome.UNREACHABLE, pod.checkPaused(patience(listener)))
                    .isPortClosed();
            assertEquals(first, second);
            return first;
        }
    }

    private static Duration patience(Listener listener) {
        return listener == Listener.STAYS_SILENT ? BRIEF : SOON;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void aListenerOfThisKind(Listener listener) throws Exception {
        assertEquals(listener.closed, isClosed(listener, false));
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void aListenerOfThisKindThatShouldSpeakTls(Listener listener) throws Exception {
        assertEquals(listener.closed, isClosed(listener, true));
    }

    /** By chance, the reset is seen when reading, or when writing the greeting. */
    @RepeatedTest(20)
    void aListenerThatResetsWhereTlsWasToBegin() throws Exception {
        assertTrue(isClosed(Listener.RESETS, true));
    }

    @Test
    void aPortThatRefuses() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertTrue(
                failed(Outcome.UNREACHABLE, to(port, false).checkPaused(SOON)).isPortClosed());
        assertTrue(failed(Outcome.UNREACHABLE, to(port, true).checkPaused(SOON)).isPortClosed());
    }

    @Test
    void aNameThatIsNotKnown() throws Exception {
        PodConnection pod = connector.connect("no.such.host.invalid", 1, AdminTls.OFF, "pod", () -> {});
        assertFalse(failed(Outcome.UNREACHABLE, pod.checkPaused(SOON)).isPortClosed());
    }

    @Test
    void aProcessThatDiedIsSeenByTheConnectionsThatFollow() throws Exception {
        AdminServer server = new AdminServer();
        int port = server.port();
        PodConnection pod = to(port, false);
        assertFalse(got(pod.checkPaused(SOON)));
        server.close();
        until("nobody listens any more", () -> {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return false;
            } catch (IOException refused) {
                return true;
            }
        });
        pod.checkPaused(SOON)
                .handle((paused, failure) -> null)
                .toCompletableFuture()
                .get();
        for (int poll = 0; poll < 3; poll++) {
            assertTrue(failed(Outcome.UNREACHABLE, pod.checkPaused(SOON)).isPortClosed());
        }
    }
}
