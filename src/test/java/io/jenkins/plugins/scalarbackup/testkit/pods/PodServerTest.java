package io.jenkins.plugins.scalarbackup.testkit.pods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PodServerTest {
    @Test
    void aConnectionThatEndsBeforeItsHandshakeIsNotCountedAsClosed() throws Exception {
        try (PodServers pods = PodServers.start(1)) {
            PodServer pod = pods.get(0);
            endBeforeHandshake(pod);
            ManagedChannel channel =
                    NettyChannelBuilder.forAddress(pod.address()).usePlaintext().build();
            try {
                // The server's same thread answers this after it has noticed the end of the other connection.
                assertFalse(AdminGrpc.newBlockingStub(channel)
                        .checkPaused(Empty.getDefaultInstance())
                        .getPaused());
                assertEquals(1, pod.connections());
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** As when a client gives up while it is connecting. */
    private static void endBeforeHandshake(PodServer pod) throws IOException {
        try (Socket socket =
                        new Socket(pod.address().getAddress(), pod.address().getPort());
                InputStream in = socket.getInputStream()) {
            socket.shutdownOutput();
            in.readAllBytes();
        }
    }
}
