package io.jenkins.plugins.scalarbackup.admin;

import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.SOON;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.got;
import static io.jenkins.plugins.scalarbackup.admin.AdminFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests that three hundred pods cost three hundred sockets and two threads. */
class ManyPodsTest {
    private static final int PODS = 300;

    @Test
    void threadsDoNotGrowWithPodsAndEverySocketIsGivenBack() throws Exception {
        try (AdminServer server = new AdminServer()) {
            GrpcPodConnector connector = new GrpcPodConnector();
            PodConnection first = connect(connector, server);
            PodConnection second = connect(connector, server);
            got(first.checkPaused(SOON));
            got(second.checkPaused(SOON));
            long before = threads();

            List<PodConnection> pods = new ArrayList<>(List.of(first, second));
            while (pods.size() < PODS) {
                pods.add(connect(connector, server));
            }
            all(pods.stream().map(pod -> pod.checkPaused(SOON)).toList());
            assertEquals(PODS, server.transportsEver.get());
            all(pods.stream()
                    .map(pod -> pod.pause(Duration.ofSeconds(75), SOON))
                    .toList());
            assertEquals(PODS, server.pauses.get());
            assertEquals(PODS, server.transportsEver.get(), "the pause used the connections that were there");
            assertTrue(threads() <= before, "threads grew from " + before + " to " + threads());

            connector.close();
            until("all sockets are closed", () -> server.transports.get() == 0);
            until("the threads have ended", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("scalar-backup-admin")));
            assertThrows(RefusedException.class, () -> connect(connector, server));
        }
    }

    private static PodConnection connect(GrpcPodConnector connector, AdminServer server) throws Exception {
        return connector.connect("127.0.0.1", server.port(), AdminTls.OFF, "127.0.0.1:" + server.port(), () -> {});
    }

    private static void all(List<? extends java.util.concurrent.CompletionStage<?>> calls) throws Exception {
        got(CompletableFuture.allOf(
                calls.stream().map(call -> call.toCompletableFuture()).toArray(CompletableFuture[]::new)));
    }

    /** Returns the number of threads without those of the JVM and the test runner, which vary. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("scalar-backup")
                        || thread.getName().startsWith("grpc")
                        || thread.getName().startsWith("nioEventLoop")
                        || thread.getName().startsWith("pool"))
                .count();
    }
}
