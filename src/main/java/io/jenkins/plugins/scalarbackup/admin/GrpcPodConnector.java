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
 * Makes gRPC connections to Admin services. All connections of a connector share two threads, on which their answers
 * complete: what is hung on an answer must not block.
 *
 * <p>To be closed when no more connections are needed. Closing closes the connections that are still open, and returns
 * before the last socket is gone.
 */
public final class GrpcPodConnector implements PodConnector, AutoCloseable {
    /** While one sends, the other reads; each connection stays with one of them. */
    private static final int THREADS = 2;

    private final EventLoopGroup threads;
    private final List<AdminThread> shared;
    private final AtomicInteger connections = new AtomicInteger();
    private final AdminTrust trust = new AdminTrust();
    private final Set<GrpcPodConnection> open = ConcurrentHashMap.newKeySet();
    private boolean closed;

    public GrpcPodConnector() {
        // NIO and not epoll: no native library has to be unpacked and loaded into the controller.
        threads = new NioEventLoopGroup(THREADS, daemons());
        shared = Stream.generate(threads::next)
                .limit(THREADS)
                .map(AdminThread::new)
                .toList();
    }

    /** {@inheritDoc} Call it on any thread; it does no I/O. */
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
        // The quiet period lets channels finish their own shutdown on the loop, which would log rejections otherwise.
        // Waited for, since the plugin's class loader may be closed next, and a thread that still runs would die of
        // that.
        threads.shutdownGracefully(200, 3_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(4, TimeUnit.SECONDS);
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "scalar-backup-admin");
            thread.setDaemon(true);
            // Whoever made the connector must not be pinned by its thread.
            thread.setContextClassLoader(GrpcPodConnector.class.getClassLoader());
            return thread;
        };
    }
}
