package io.jenkins.plugins.scalarbackup.benchmark;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Empty;
import com.scalar.admin.AdminClient;
import com.scalar.admin.RequestCoordinator;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.AdminGrpc.AdminFutureStub;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The ways to pause pods with which the window is compared. */
final class Contenders {
    private static final long MAX_PAUSE_WAIT = 75_000;

    private Contenders() {}

    /** Waits without the rounding of {@link Thread#sleep}. */
    static void keep(Duration window) {
        long end = System.nanoTime() + window.toNanos();
        for (long left = window.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** scalar-admin's own coordinator, as its command line uses it, without starting a JVM for each command. */
    static final class ScalarAdmin implements Contender {
        private RequestCoordinator coordinator;
        private Duration window;

        @Override
        public String name() {
            return "scalar-admin";
        }

        @Override
        public void prepare(List<InetSocketAddress> pods, Duration asked) {
            coordinator = new RequestCoordinator(pods);
            window = asked;
        }

        @Override
        public void run() {
            coordinator.pause(true, MAX_PAUSE_WAIT);
            keep(window);
            coordinator.unpause();
        }

        @Override
        public void close() {
            coordinator = null;
        }
    }

    /** A loop over the pods, like a script's, without starting a process for each pod. */
    static final class SequentialLoop implements Contender {
        private List<InetSocketAddress> pods;
        private Duration window;

        @Override
        public String name() {
            return "sequential-loop";
        }

        @Override
        public void prepare(List<InetSocketAddress> all, Duration asked) {
            pods = all;
            window = asked;
        }

        @Override
        public void run() {
            for (InetSocketAddress pod : pods) {
                try (AdminClient client = new AdminClient(pod.getHostString(), pod.getPort())) {
                    client.pause(true, MAX_PAUSE_WAIT);
                }
            }
            keep(window);
            for (InetSocketAddress pod : pods) {
                try (AdminClient client = new AdminClient(pod.getHostString(), pod.getPort())) {
                    client.unpause();
                }
            }
        }

        @Override
        public void close() {
            pods = null;
        }
    }

    /**
     * The lower limit: only gRPC. Connections are open, each round is sent at once and awaited once, without deadlines,
     * failures, drift or a lock.
     */
    static final class BareFanOut implements Contender {
        private static final Empty EMPTY = Empty.getDefaultInstance();
        private final List<ManagedChannel> channels = new ArrayList<>();
        private List<AdminFutureStub> stubs = List.of();
        private Duration window;

        @Override
        public String name() {
            return "bare-fan-out";
        }

        @Override
        public void prepare(List<InetSocketAddress> pods, Duration asked) throws Exception {
            window = asked;
            for (InetSocketAddress pod : pods) {
                channels.add(ManagedChannelBuilder.forAddress(pod.getHostString(), pod.getPort())
                        .usePlaintext()
                        .directExecutor()
                        .build());
            }
            stubs = channels.stream().map(AdminGrpc::newFutureStub).toList();
            expectPaused(false);
        }

        @Override
        public void run() throws Exception {
            PauseRequest request = PauseRequest.newBuilder()
                    .setWaitOutstanding(true)
                    .setMaxPauseWaitTime(MAX_PAUSE_WAIT)
                    .build();
            all(stub -> stub.pause(request));
            expectPaused(true);
            keep(window);
            all(stub -> stub.unpause(EMPTY));
        }

        private void expectPaused(boolean expected) throws Exception {
            for (CheckPausedResponse answer : all(stub -> stub.checkPaused(EMPTY))) {
                if (answer.getPaused() != expected) {
                    throw new IllegalStateException("a pod is " + (expected ? "not paused" : "paused"));
                }
            }
        }

        private <A> List<A> all(Function<AdminFutureStub, ListenableFuture<A>> call) throws Exception {
            List<ListenableFuture<A>> answers = new ArrayList<>(stubs.size());
            for (AdminFutureStub stub : stubs) {
                answers.add(call.apply(stub));
            }
            return Futures.allAsList(answers).get();
        }

        @Override
        public void close() throws Exception {
            channels.forEach(ManagedChannel::shutdownNow);
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(10, TimeUnit.SECONDS);
            }
            channels.clear();
            stubs = List.of();
        }
    }
}
