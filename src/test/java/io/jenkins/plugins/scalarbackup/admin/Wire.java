package io.jenkins.plugins.scalarbackup.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network connection between a client and a server on loopback that can be made to lose everything. */
final class Wire implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** The number of connections that swallow what they are sent, without an end or a reset; later ones work. */
    private volatile int swallowed;

    private volatile int accepted;

    Wire(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void swallow() {
        swallowed = accepted;
    }

    /** Closes all connections with a reset. */
    void reset() throws IOException {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException closed) {
                // It was closed first.
                continue;
            }
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket();
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            sockets.add(client);
            sockets.add(server);
            int number = ++accepted;
            daemon(() -> copy(client, server, number));
            daemon(() -> copy(server, client, number));
        }
    }

    private void copy(Socket from, Socket to, int number) throws IOException {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (number > swallowed) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void daemon(Io work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // A connection ended, which is the purpose of this class.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
    }
}
