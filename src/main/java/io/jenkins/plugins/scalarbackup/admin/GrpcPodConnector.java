package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Opens gRPC connections to Admin services. All connections of a connector share two threads, which also complete their
 * responses, so dependent stages must not block.
 *
 * <p>Close it when no more connections are needed. This closes the connections that are still open, and may return
 * before the last socket is gone.
 */
public final class GrpcPodConnector implements PodConnector, AutoCloseable {
    /** One can read while the other sends; each connection stays on one of them. */
    private static final int THREADS = 2;

    private final EventLoopGroup threads;
    private final List<AdminThread> shared;
    private final AtomicInteger connections = new AtomicInteger();
    private final AdminTrust trust = new AdminTrust();
    private final Set<GrpcPodConnection> open = ConcurrentHashMap.newKeySet();
    private boolean closed;

    public GrpcPodConnector() {
        // NIO and not epoll, so that no native library has to be unpacked and loaded into the controller.
        threads = new NioEventLoopGroup(THREADS, daemons());
        shared = Stream.generate(threads::next)
                .limit(THREADS)
                .map(AdminThread::new)
                .toList();
    }

    /** {@inheritDoc} It does no I/O, so any thread may call it. */
    @Override
    public PodConnection connect(String host, int port, AdminTls tls, String shownAs, Runnable onClose)
            throws RefusedException {
        SslContext sslContext = tls.enabled() ? trust.contextFor(tls) : null;
        AdminEndpoint endpoint = AdminEndpoint.of(host, port, sslContext, tls, shownAs);
        AdminThread thread = shared.get(Math.floorMod(connections.getAndIncrement(), THREADS));
        GrpcPodConnection connection = new GrpcPodConnection(endpoint, thread, gone -> {
            open.remove(gone);
            onClose.run();
        });
        synchronized (this) {
            if (closed) {
                throw new RefusedException("no connection to " + shownAs + ": the plugin is shutting down");
            }
            open.add(connection);
        }
        return connection;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List.copyOf(open).forEach(GrpcPodConnection::close);
        // In the quiet period, channels finish their own shutdown on the loop, which would otherwise log rejections. We
        // wait, because the plugin's class loader may be closed next, and a thread still running would die of that.
        threads.shutdownGracefully(200, 3_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(4, TimeUnit.SECONDS);
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "scalar-backup-admin");
            thread.setDaemon(true);
            // Otherwise, the thread would keep its creator's class loader in memory.
            thread.setContextClassLoader(GrpcPodConnector.class.getClassLoader());
            return thread;
        };
    }
}
