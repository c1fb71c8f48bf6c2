package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Connects the controller to pods' Admin services, directly or through port-forwards. */
final class PodAccess implements AutoCloseable {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    /** A port-forward passes the API server and the kubelet before it reaches the pod. */
    private static final Duration FORWARDED_PROBE_TIMEOUT = Duration.ofSeconds(5);

    private final ApiServer api;
    private final AdminTls tls;
    private final PodConnector connector;
    private final EndpointPolicy policy;
    private final Set<LocalPortForward> forwards = ConcurrentHashMap.newKeySet();

    PodAccess(ApiServer api, AdminTls tls, PodConnector connector, EndpointPolicy policy) {
        this.api = api;
        this.tls = tls;
        this.connector = connector;
        this.policy = policy;
    }

    /**
     * Returns the access by which the pod answers; direct access is tried first. Any answer counts, because the
     * pre-flight evaluates it later.
     */
    Access settle(ResolvedTarget target, Pod pod) throws RefusedException, ClusterException {
        if (target.access() != Access.AUTO) {
            return target.access();
        }
        String direct = probe(target, pod, Access.POD_IP, PROBE_TIMEOUT);
        if (direct == null) {
            return Access.POD_IP;
        }
        String forwarded = probe(target, pod, Access.PORT_FORWARD, FORWARDED_PROBE_TIMEOUT);
        if (forwarded == null) {
            return Access.PORT_FORWARD;
        }
        // The first connections of a controller that is starting or busy may take longer than a probe. Now there is
        // time to wait.
        direct = probe(target, pod, Access.POD_IP, ProtocolTimes.FIRST_CALL);
        if (direct == null) {
            return Access.POD_IP;
        }
        throw new RefusedException("The Admin service of pod " + pod.name() + " answers neither at " + pod.ip() + ":"
                + target.adminPort() + " (" + Sentences.withoutStop(direct) + ") nor through a port-forward ("
                + Sentences.withoutStop(forwarded)
                + "). Check the admin port and TLS, and let the controller reach the pods by one"
                + " of the two.");
    }

    /** Returns null if the pod answered, else the reason why it did not. */
    private String probe(ResolvedTarget target, Pod pod, Access access, Duration deadline) throws RefusedException {
        try (ProbeConnection probed = open(target.reachedBy(access), pod)) {
            try {
                probed.connection()
                        .checkPaused(deadline)
                        .toCompletableFuture()
                        .get(deadline.toMillis() + 1_000, TimeUnit.MILLISECONDS);
                return null;
            } catch (ExecutionException e) {
                boolean answered = e.getCause() instanceof AdminCallException call
                        && call.outcome() != Outcome.UNREACHABLE
                        && call.outcome() != Outcome.UNKNOWN;
                return answered ? null : e.getCause().getMessage();
            } catch (TimeoutException e) {
                return probed.failure().orElse("no answer within " + deadline.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ClusterException e) {
            return e.getMessage();
        }
    }

    /** Explains why a port-forward failed, in the API server's own words. */
    private String describe(Throwable trouble, ApiCall call) {
        return HandshakeRefusedException.in(trouble)
                .map(refused -> refused.sentence(api.failures(), call))
                .orElseGet(() -> "the API server said: " + ApiFailures.shortened(said(trouble)));
    }

    private static String said(Throwable trouble) {
        String message = String.valueOf(trouble.getMessage());
        return trouble.getCause() == null
                ? message
                : message + ": " + trouble.getCause().getMessage();
    }

    /** Connects to a pod by the target's access, which is determined first if it is still {@link Access#AUTO}. */
    PodConnection connect(ResolvedTarget target, Pod pod) throws RefusedException, ClusterException {
        return open(target.reachedBy(settle(target, pod)), pod).connection();
    }

    /** A connection, direct or through a port-forward. */
    private record ProbeConnection(PodConnection connection) implements AutoCloseable {
        Optional<String> failure() {
            return connection instanceof ForwardedConnection forwarded ? forwarded.failure() : Optional.empty();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private ProbeConnection open(ResolvedTarget target, Pod pod) throws RefusedException, ClusterException {
        int port = target.adminPort();
        if (target.access() == Access.POD_IP) {
            String ip = PodAddresses.checked(pod, policy);
            String shownAs = (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
            return new ProbeConnection(connector.connect(ip, port, tls, shownAs, () -> {}));
        }
        LocalPortForward forward = forward(target, pod);
        try {
            PodConnection connection = connector.connect(
                    forward.getLocalAddress().getHostAddress(),
                    forward.getLocalPort(),
                    forwardedTls(pod),
                    pod.name() + ":" + port + " (port-forward)",
                    () -> end(forward));
            return new ProbeConnection(
                    new ForwardedConnection(connection, forward, trouble -> describe(trouble, call(target, pod))));
        } catch (RefusedException | RuntimeException e) {
            end(forward);
            throw e;
        }
    }

    /**
     * Returns TLS settings that expect the pod's address in its certificate, and not that of the port-forward's local
     * end.
     */
    private AdminTls forwardedTls(Pod pod) {
        return tls.enabled() && tls.authority() == null && pod.ip() != null
                ? new AdminTls(true, tls.caCertificate(), pod.ip())
                : tls;
    }

    private static ApiCall call(ResolvedTarget target, Pod pod) {
        return new ApiCall("create", Resource.POD_PORT_FORWARDS, target.namespace(), pod.name(), Map.of(), null);
    }

    private LocalPortForward forward(ResolvedTarget target, Pod pod) throws ClusterException {
        try {
            LocalPortForward forward = api.kubernetes()
                    .pods()
                    .inNamespace(target.namespace())
                    .withName(pod.name())
                    .portForward(target.adminPort(), InetAddress.getLoopbackAddress(), 0);
            forwards.add(forward);
            return forward;
        } catch (KubernetesClientException | IllegalStateException | IOException e) {
            throw new ClusterException(
                    Kind.UNAVAILABLE,
                    api.failures().unanswered(call(target, pod), e).getMessage(),
                    e);
        }
    }

    private void end(LocalPortForward forward) {
        if (forwards.remove(forward)) {
            try {
                forward.close();
            } catch (IOException e) {
                // Its sockets are gone in either case.
            }
        }
    }

    @Override
    public void close() {
        forwards.forEach(this::end);
    }
}
