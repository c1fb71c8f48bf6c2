package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortForwardsTest {

    private final ApiDouble cluster = ApiDouble.started();
    private final KubernetesClient client = cluster.client(cluster.admin());
    private EchoServer echo;

    @BeforeEach
    void pod() throws IOException {
        echo = new EchoServer();
        cluster.create(ObjectsTest.pod("n", "a", "x"));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        cluster.close();
        echo.close();
    }

    @Test
    void bytesFlowBothWays() throws IOException {
        cluster.forwards().to("n", "a", echo.address());
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (LocalPortForward forward = forward(client);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            assertArrayEquals(sent, socket.getInputStream().readNBytes(sent.length));
        }
    }

    @Test
    void aPortThatNobodyListensAtIsAnError() throws IOException {
        try (LocalPortForward forward = forward(client);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            assertEquals(-1, socket.getInputStream().read());
            assertTrue(forward.getServerThrowables().toString().contains("connection refused"));
        }
    }

    @Test
    void aPodThatIsGoneTakesItsForwardsWithIt() throws IOException {
        cluster.forwards().to("n", "a", 50053, echo.address());
        try (LocalPortForward forward = forward(client);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            socket.getOutputStream().write(7);
            assertEquals(7, socket.getInputStream().read());
            cluster.delete(ObjectsTest.pod("n", "a", "x"));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void theWebSocketNeedsTheRightToGetAndToCreate() throws IOException {
        cluster.forwards().to("n", "a", echo.address());
        Access.Account account = cluster.access().account("u").allow(List.of("create"), "pods/portforward");
        assertEquals(403, refusal(account));
        account.revokeAll().allow(List.of("get"), "pods/portforward");
        assertEquals(403, refusal(account));
        cluster.access().portForwardByWebSocketNeedsCreate(false);
        try (KubernetesClient limited = cluster.client(account);
                LocalPortForward forward = forward(limited);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            socket.getOutputStream().write(7);
            assertEquals(7, socket.getInputStream().read());
        }
    }

    private int refusal(Access.Account account) throws IOException {
        try (KubernetesClient limited = cluster.client(account);
                LocalPortForward forward = forward(limited);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
            assertEquals(-1, socket.getInputStream().read());
            WebSocketHandshakeException refused = (WebSocketHandshakeException)
                    forward.getServerThrowables().iterator().next();
            return refused.getResponse().code();
        }
    }

    private static LocalPortForward forward(KubernetesClient client) {
        return client.pods().inNamespace("n").withName("a").portForward(50053);
    }
}
