package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * A connection to a pod's Admin service. It leads to an address, or through a port-forward to a name: another pod may
 * take over either.
 */
final class SimulatedConnection implements PodConnection {
    private final World world;
    private final ControllerProcess process;
    private final SimulatedApiServer api;
    private final Pod pod;
    private final boolean forwarded;
    private final String window;
    private final long made;
    private boolean closed;
    private SimulatedPod paused;
    private int downsWhenPaused;

    SimulatedConnection(ControllerProcess process, SimulatedApiServer api, Pod pod, boolean forwarded, String window) {
        this.world = process.world;
        this.process = process;
        this.api = api;
        this.pod = pod;
        this.forwarded = forwarded;
        this.window = window;
        this.made = world.time.now();
    }

    @Override
    public String address() {
        return pod.ip() + ":60053";
    }

    private Optional<SimulatedPod> there() {
        return forwarded ? api.podNamed(pod.name()) : world.podAt(pod.ip());
    }

    private <T> CompletableFuture<T> ask(
            Verb verb, Duration deadline, BiConsumer<SimulatedPod, Network.Answer<T>> request) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new AdminCallException(Outcome.UNREACHABLE, "The connection was closed."));
        }
        if (forwarded && world.network.isCut(process, "api:" + api.url)) {
            // The first hop is the API server.
            return world.network.call(
                    process, verb, "api:" + api.url, window, deadline.toNanos(), answer -> {}, this::troubled);
        }
        // The pod that is there when it is sent: a stream under way does not change its end.
        SimulatedPod there = there().orElse(null);
        return world.network.call(
                process,
                verb,
                "pod:" + pod.uid(),
                window,
                deadline.toNanos(),
                (Network.Answer<T> answer) -> {
                    boolean handled = there != null
                            && !hasBrokenTunnel(there)
                            && there.handle(
                                    () -> request.accept(there, answer), () -> answer.broken(Network.Trouble.UNKNOWN));
                    if (!handled) {
                        boolean refuses = forwarded ? there != null : world.refuses(pod.ip());
                        answer.broken(refuses ? Network.Trouble.PORT_CLOSED : Network.Trouble.UNREACHABLE);
                    }
                },
                this::troubled);
    }

    private boolean hasBrokenTunnel(SimulatedPod there) {
        return forwarded && there.brokeTunnelsSince(made);
    }

    @Override
    public boolean wasLostSincePause() {
        return paused != null && paused.downs() != downsWhenPaused;
    }

    private <T> void troubled(Network.Trouble trouble, CompletableFuture<T> future) {
        if (trouble == Network.Trouble.PORT_CLOSED) {
            future.completeExceptionally(AdminCallException.portClosed("It refuses.", null));
            return;
        }
        future.completeExceptionally(new AdminCallException(
                trouble == Network.Trouble.UNREACHABLE ? Outcome.UNREACHABLE : Outcome.UNKNOWN,
                "It did not answer: " + trouble + "."));
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        if (process.isAlive()) {
            world.oracle.pauseSent(process, window, pod.uid());
        }
        CompletableFuture<Void> asked = ask(
                Verb.PAUSE,
                deadline,
                (there, answer) -> there.pause(window, maxPauseWait.toNanos(), outcome -> {
                    switch (outcome) {
                        case DRAINED -> {
                            paused = there;
                            downsWhenPaused = there.downs();
                            answer.value(null);
                        }
                        case BROKEN -> answer.broken(Network.Trouble.UNKNOWN);
                        default -> answer.failure(new AdminCallException(meaningOf(outcome), "It said " + outcome));
                    }
                }));
        asked.whenComplete((drained, failure) -> {
            if (failure == null) {
                world.oracle.opening.pauseWasAnswered(window, process, pod.uid());
            } else if (failure instanceof AdminCallException call && call.outcome() != Outcome.UNKNOWN) {
                world.oracle.opening.pauseWasRefused(window, process, pod.uid());
            }
        });
        return asked;
    }

    private Outcome meaningOf(SimulatedGate.PauseAnswer answer) {
        boolean reasons = world.profile.product() != Profile.Product.WITHOUT_REASONS;
        return switch (answer) {
            case TIMED_OUT -> Outcome.DRAIN_TIMED_OUT;
            case TIMED_OUT_STILL_PAUSED -> reasons ? Outcome.STILL_PAUSED_BY_ANOTHER : Outcome.DRAIN_TIMED_OUT;
            case PAUSE_IN_PROGRESS -> reasons ? Outcome.PAUSE_IN_PROGRESS : Outcome.OPENED_BY_ANOTHER;
            case GATE_OPEN -> Outcome.OPENED_BY_ANOTHER;
            default -> Outcome.UNKNOWN;
        };
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
        long sent = world.time.now();
        if (process.isAlive()) {
            world.oracle.opening.asks(window, process, pod.uid());
        }
        CompletableFuture<Boolean> asked = ask(Verb.CHECK, deadline, (there, answer) -> answer.value(there.isPaused()));
        asked.thenAccept(paused -> world.oracle.opening.checked(window, process, pod.uid(), paused, sent));
        return asked;
    }

    @Override
    public CompletionStage<Void> unpause(Duration deadline) {
        if (process.isAlive()) {
            world.oracle.unpauseSent(process, window, pod.uid());
        }
        return ask(Verb.UNPAUSE, deadline, (there, answer) -> {
            there.unpause(window);
            api.unpaused();
            answer.value(null);
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
