package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests a server that never sends a bookmark: that its requests last their whole time and end normally proves nothing.
 */
class WatchWithoutBookmarksTest {
    private static final PodWatch.Listener SILENT = new PodWatch.Listener() {
        @Override
        public void seen(Pod pod) {
            throw new AssertionError("no pod changed");
        }

        @Override
        public void gone(Pod pod) {
            throw new AssertionError("no pod went");
        }

        @Override
        public void lost(String reason) {
            throw new AssertionError(reason);
        }
    };

    @Test
    void aRequestThatLastedProvesNothing() throws Exception {
        List<Integer> asked = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            if (!exchange.getRequestURI().getQuery().contains("watch=true")) {
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
                return;
            }
            Matcher seconds = Pattern.compile("timeoutSeconds=(\\d+)")
                    .matcher(exchange.getRequestURI().getQuery());
            seconds.find();
            int timeout = Integer.parseInt(seconds.group(1));
            asked.add(timeout);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            // The first short one is ended early, but normally, as by a server that shuts down.
            boolean early =
                    timeout < 10 && asked.stream().filter(each -> each < 10).count() == 1;
            try {
                Thread.sleep(early ? 0 : timeout * 1_000L);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (KubernetesTarget target = new KubernetesTarget(
                ClusterFixture.release("app"),
                new ClusterCredentials.Token(url, "t", null),
                ClusterFixture.LENIENT,
                (host, port, tls, shownAs, onClose) -> null,
                threads)) {
            ResolvedTarget resolved = new ResolvedTarget(
                    url, "prod", "app", "a=b", Product.SCALARDB, 1, AdminTls.OFF, Access.POD_IP, List.of());
            PodWatch watch = target.watch(resolved, "100", SILENT);
            failed(Kind.UNAVAILABLE, watch.reach("200", Duration.ofSeconds(5)));
            assertTrue(asked.stream().filter(each -> each < 10).count() >= 2, asked.toString());
            assertEquals("100", watch.resourceVersion());
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
