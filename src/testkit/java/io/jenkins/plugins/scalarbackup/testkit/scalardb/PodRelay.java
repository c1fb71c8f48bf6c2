package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pod's network: listens on an address of its own and forwards to the server behind it. A ScalarDB Server always
 * listens on all interfaces, so several on one machine need several ports, whereas the pods of a release have several
 * addresses and one port. The relay can also break the network in realistic ways.
 */
public final class PodRelay implements AutoCloseable {

    /** How the network treats packets. */
    private enum State {
        OPEN,
        CUT,
        SILENT
    }

    private static final int BACKLOG = 128;
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private volatile InetSocketAddress target;
    private State state = State.OPEN;
    private Duration delay = Duration.ZERO;
    private volatile boolean closed;

    private PodRelay(ServerSocket listener) {
        this.listener = listener;
        daemon("relay " + listener.getLocalSocketAddress(), this::acceptAll);
    }

    /**
     * Opens relays on {@code count} loopback addresses and one port that is free on all of them. They forward to
     * nothing until {@link #forwardTo}.
     */
    public static List<PodRelay> open(int count) throws IOException {
        int attempts = 50;
        while (true) {
            List<ServerSocket> listeners = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (11 + i)});
                    int port = listeners.isEmpty() ? 0 : listeners.get(0).getLocalPort();
                    listeners.add(new ServerSocket(port, BACKLOG, address));
                }
                return listeners.stream().map(PodRelay::new).toList();
            } catch (IOException e) {
                for (ServerSocket listener : listeners) {
                    listener.close();
                }
                if (--attempts == 0) {
                    throw new IOException(
                            "No port is free on 127.0.1.11 and the next " + count + " addresses (only Linux"
                                    + " has all of 127.0.0.0/8; elsewhere add them to the loopback interface)",
                            e);
                }
            }
        }
    }

    /** Returns the pod's address and the release's port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public void forwardTo(InetSocketAddress server) {
        target = server;
    }

    /** Removes the pod from the network: connections break, and new ones are closed at once. */
    public void cut() {
        set(State.CUT, Duration.ZERO);
        sockets.forEach(PodRelay::reset);
    }

    /**
     * Makes the pod accept connections and send nothing; what is sent to it arrives when the network is {@link #heal
     * healed}.
     */
    public void silence() {
        set(State.SILENT, Duration.ZERO);
    }

    /** Delays everything, in both directions. */
    public void delay(Duration by) {
        set(State.OPEN, by);
    }

    /** Restores the network. */
    public void heal() {
        set(State.OPEN, Duration.ZERO);
    }

    private void set(State newState, Duration newDelay) {
        synchronized (lock) {
            state = newState;
            delay = newDelay;
            lock.notifyAll();
        }
    }

    private void acceptAll() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                daemon("relay of " + client.getRemoteSocketAddress(), () -> connect(client));
            } catch (IOException e) {
                if (!closed) {
                    throw new IllegalStateException("The relay at " + address() + " stopped accepting", e);
                }
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try {
            passable();
            InetSocketAddress to = target;
            if (to == null) {
                throw new IOException("No server behind this address");
            }
            Socket server = new Socket();
            sockets.add(server);
            server.connect(to);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            daemon("relay back to " + client.getRemoteSocketAddress(), () -> pump(server, client));
            pump(client, server);
        } catch (IOException e) {
            drop(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                passable();
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // Either side closed the connection, or the network was cut: the other side must see it, too.
        } finally {
            drop(from);
            drop(to);
        }
    }

    /** Waits while the network is silent or slow; fails if it is cut. */
    private void passable() throws IOException {
        try {
            Duration wait;
            synchronized (lock) {
                while (state == State.SILENT && !closed) {
                    lock.wait();
                }
                if (state == State.CUT || closed) {
                    throw new IOException("cut");
                }
                wait = delay;
            }
            if (!wait.isZero()) {
                Thread.sleep(wait.toMillis());
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        reset(socket);
    }

    private static void reset(Socket socket) {
        try {
            // Without lingering, the peer sees a reset, as from a host that is gone, and not an orderly end.
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // There is nothing left to reset.
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Nothing more can be done about a socket that can't be closed.
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        synchronized (lock) {
            lock.notifyAll();
        }
        sockets.forEach(PodRelay::reset);
    }
}
