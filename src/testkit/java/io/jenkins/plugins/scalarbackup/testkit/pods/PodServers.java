package io.jenkins.plugins.scalarbackup.testkit.pods;

import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pods of one workload: servers at different loopback addresses and the same port, like pods. */
public final class PodServers implements AutoCloseable {
    private static final int TRIES = 20;

    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<PodServer> servers;

    private PodServers(List<String> addresses, SslContext tls) throws IOException {
        servers = listen(addresses, tls);
    }

    /** Starts pods that use plain text. */
    public static PodServers start(int count) throws IOException {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add("127.0.0." + (11 + i));
        }
        return at(addresses, null);
    }

    /** @param tls null for plain text */
    public static PodServers at(List<String> addresses, SslContext tls) throws IOException {
        return new PodServers(addresses, tls);
    }

    private List<PodServer> listen(List<String> addresses, SslContext tls) throws IOException {
        for (int left = TRIES; ; left--) {
            List<PodServer> started = new ArrayList<>();
            try {
                int port = 0;
                for (String address : addresses) {
                    InetSocketAddress at = new InetSocketAddress(InetAddress.getByName(address), port);
                    started.add(new PodServer(at, tls, loop));
                    port = started.get(0).address().getPort();
                }
                return started;
            } catch (IOException taken) {
                // At another address, the first one's port belongs to somebody else.
                started.forEach(PodServer::stop);
                if (left == 0) {
                    throw taken;
                }
            }
        }
    }

    public int port() {
        return servers.get(0).address().getPort();
    }

    /** Returns the addresses, for the status of the pods. */
    public List<String> addresses() {
        return servers.stream()
                .map(server -> server.address().getAddress().getHostAddress())
                .toList();
    }

    public PodServer get(int index) {
        return servers.get(index);
    }

    public List<PodServer> all() {
        return servers;
    }

    /** Returns what pauses of several windows did to each other. */
    public List<String> intrusions() {
        return servers.stream().flatMap(server -> server.intrusions().stream()).toList();
    }

    public int pauses() {
        return servers.stream().mapToInt(PodServer::pauses).sum();
    }

    /** How many Unpauses reached them. */
    public int unpauses() {
        return servers.stream().mapToInt(PodServer::unpauses).sum();
    }

    public boolean areOpen() {
        return servers.stream().noneMatch(PodServer::isPaused);
    }

    @Override
    public void close() {
        servers.forEach(PodServer::stop);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
}
