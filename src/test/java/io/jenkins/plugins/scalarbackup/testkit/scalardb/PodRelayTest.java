package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodRelayTest {

    private static final int LONG_MILLIS = 10_000;
    private static final int SHORT_MILLIS = 100;

    private ServerSocket echo;
    private List<PodRelay> relays;
    private PodRelay relay;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::echoAll, "echo");
        server.setDaemon(true);
        server.start();
        relays = PodRelay.open(2);
        relays.forEach(each -> each.forwardTo((InetSocketAddress) echo.getLocalSocketAddress()));
        relay = relays.get(0);
    }

    @AfterEach
    void stop() throws IOException {
        relays.forEach(PodRelay::close);
        echo.close();
    }

    @Test
    void podsHaveAddressesOfTheirOwnAndOnePort() {
        InetSocketAddress first = relays.get(0).address();
        InetSocketAddress second = relays.get(1).address();
        assertNotEquals(first.getAddress(), second.getAddress());
        assertEquals(first.getPort(), second.getPort());
    }

    @Test
    void forwardsBothWays() throws IOException {
        try (Socket socket = connect()) {
            assertEquals(7, roundTrip(socket, 7));
            assertEquals(8, roundTrip(socket, 8));
        }
    }

    @Test
    void cutBreaksConnectionsAndClosesNewOnes() throws IOException {
        try (Socket socket = connect()) {
            assertEquals(7, roundTrip(socket, 7));
            relay.cut();
            assertThrows(IOException.class, () -> roundTrip(socket, 8));
        }
        assertThrows(IOException.class, () -> roundTrip(connect(), 8));
        relay.heal();
        try (Socket socket = connect()) {
            assertEquals(9, roundTrip(socket, 9));
        }
    }

    @Test
    void silenceAcceptsAndSaysNothingUntilHealed() throws IOException {
        try (Socket before = connect()) {
            assertEquals(7, roundTrip(before, 7));
            relay.silence();
            try (Socket socket = connect()) {
                socket.setSoTimeout(SHORT_MILLIS);
                assertThrows(SocketTimeoutException.class, () -> roundTrip(socket, 8));
                before.setSoTimeout(SHORT_MILLIS);
                assertThrows(SocketTimeoutException.class, () -> roundTrip(before, 9));
                relay.heal();
                socket.setSoTimeout(LONG_MILLIS);
                before.setSoTimeout(LONG_MILLIS);
                assertEquals(8, read(socket));
                assertEquals(9, read(before));
            }
        }
    }

    @Test
    void delayHoldsEveryAnswerBack() throws IOException {
        relay.delay(Duration.ofMillis(60));
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            assertEquals(7, roundTrip(socket, 7));
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(120).toNanos(), "request and answer, 60 ms each");
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(relay.address().getAddress(), relay.address().getPort());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private static int roundTrip(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return read(socket);
    }

    private static int read(Socket socket) throws IOException {
        int value = socket.getInputStream().read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    private void echoAll() {
        while (true) {
            try {
                Socket socket = echo.accept();
                Thread connection = new Thread(() -> echo(socket), "echo connection");
                connection.setDaemon(true);
                connection.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException closed) {
            // The relay closed the connection, which is what these tests are about.
        }
    }
}
