package io.jenkins.plugins.scalarbackup.admin;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Translates the failure of a request into its outcome for the pod and a message. The reason in {@code
 * google.rpc.ErrorInfo} decides, which ScalarDB Cluster 3.19 and ScalarDL 3.14 send. Without one, as from older servers
 * and for errors that gRPC itself raises, the status code decides; the text never does. An unknown reason or code
 * proves nothing: the request may have taken effect.
 *
 * @param deadline the time limit for the response
 * @param maxPauseWait the time limit for the drain; null unless the request is a Pause
 */
record AdminFailures(AdminEndpoint endpoint, Request request, Duration deadline, Duration maxPauseWait) {
    /**
     * ScalarDB Cluster's port in the name of an endpoint: {@code 10.1.2.3:60053}, {@code ledger-0:60053
     * (port-forward)}.
     */
    private static final Pattern CLUSTER_PORT = Pattern.compile(":60053\\b");

    private static final Set<String> DOMAINS = Set.of("com.scalar.db.cluster.admin", "com.scalar.dl.admin");
    private static final Map<String, Outcome> REASONS = Map.of(
            "TIMED_OUT", Outcome.DRAIN_TIMED_OUT,
            "TIMED_OUT_STILL_PAUSED", Outcome.STILL_PAUSED_BY_ANOTHER,
            "PAUSE_IN_PROGRESS", Outcome.PAUSE_IN_PROGRESS,
            "GATE_OPEN", Outcome.OPENED_BY_ANOTHER);
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** The requests of the Admin protocol. */
    enum Request {
        PAUSE("Pause"),
        CHECK_PAUSED("CheckPaused"),
        UNPAUSE("Unpause");

        private final String named;

        Request(String named) {
            this.named = named;
        }
    }

    /** Returns the failure of a request made after the connection was closed. */
    AdminCallException closedBefore() {
        return new AdminCallException(
                Outcome.UNREACHABLE,
                "the connection to " + endpoint.shownAs() + " is already closed; no " + request.named + " was sent");
    }

    /**
     * Returns the failure of a request that was sent, or for which there was no connection.
     *
     * @param error the error reported by gRPC
     * @param mayHaveArrived false only if the request can't have reached the pod
     */
    AdminCallException of(Throwable error, boolean mayHaveArrived) {
        Status status = Status.fromThrowable(error);
        if (!mayHaveArrived) {
            ConnectionErrors none = new ConnectionErrors(endpoint, deadline);
            return none.isPortClosed(status)
                    ? AdminCallException.portClosed(none.inWords(status), error)
                    : new AdminCallException(Outcome.UNREACHABLE, none.inWords(status), error);
        }
        Outcome outcome = outcome(status, error);
        return new AdminCallException(outcome, inWords(outcome, status), error);
    }

    private Outcome outcome(Status status, Throwable error) {
        boolean isPause = request == Request.PAUSE;
        Optional<ErrorInfo> info = isPause ? errorInfo(error) : Optional.empty();
        if (info.isPresent()) {
            // A reason from elsewhere, e.g. from a proxy, says nothing about the gate.
            return DOMAINS.contains(info.get().getDomain())
                    ? REASONS.getOrDefault(info.get().getReason(), Outcome.UNKNOWN)
                    : Outcome.UNKNOWN;
        }
        return switch (status.getCode()) {
            case FAILED_PRECONDITION -> isPause ? Outcome.DRAIN_TIMED_OUT : Outcome.REFUSED;
            case ABORTED -> isPause ? Outcome.OPENED_BY_ANOTHER : Outcome.UNKNOWN;
            case UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT -> Outcome.REFUSED;
            default -> Outcome.UNKNOWN;
        };
    }

    /**
     * Returns the {@code ErrorInfo} of an error; one from the products is preferred. Parses the trailer itself, because
     * gRPC's own parser throws on malformed details.
     */
    private static Optional<ErrorInfo> errorInfo(Throwable error) {
        Metadata trailers = Status.trailersFromThrowable(error);
        byte[] details = trailers == null ? null : trailers.get(DETAILS);
        if (details == null) {
            return Optional.empty();
        }
        List<ErrorInfo> found = new ArrayList<>();
        try {
            for (Any detail : com.google.rpc.Status.parseFrom(details).getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    found.add(detail.unpack(ErrorInfo.class));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            // Unreadable details are not an ErrorInfo of the products; the status code still says what happened.
            return Optional.empty();
        }
        return found.stream()
                .filter(info -> DOMAINS.contains(info.getDomain()))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private String inWords(Outcome outcome, Status status) {
        return switch (outcome) {
            case DRAIN_TIMED_OUT ->
                "it did not finish the transactions in flight within " + ErrorText.seconds(maxPauseWait)
                        + " (maxPauseWait) and went on serving" + ErrorText.statusText(status);
            case STILL_PAUSED_BY_ANOTHER ->
                "it did not finish the transactions in flight within "
                        + ErrorText.seconds(maxPauseWait)
                        + " (maxPauseWait) and stays paused for somebody else's earlier request"
                        + " (TIMED_OUT_STILL_PAUSED): find out who else pauses it" + ErrorText.statusText(status);
            case PAUSE_IN_PROGRESS ->
                "another Pause was draining it all the time, so this one never touched its gate (PAUSE_IN_PROGRESS):"
                        + " either a scalar-admin call runs beside this window, or a mesh or proxy in between repeats"
                        + " requests by itself; exclude the admin port from its retries" + ErrorText.statusText(status);
            case OPENED_BY_ANOTHER ->
                "somebody else's Unpause came in between and opened it while it drained: find out who else unpauses it"
                        + ErrorText.statusText(status);
            case REFUSED -> refused(status);
            case UNREACHABLE, UNKNOWN -> unknown(status);
        };
    }

    private String refused(Status status) {
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                endpoint.shownAs() + " answers, but not as an Admin service: " + rightPort()
                        + ErrorText.statusText(status);
            case PERMISSION_DENIED, UNAUTHENTICATED ->
                endpoint.shownAs() + " refuses " + request.named
                        + " because a right is missing; the Admin protocol has no login, so something in between must demand it"
                        + ErrorText.statusText(status);
            default -> endpoint.shownAs() + " refuses " + request.named + ErrorText.statusText(status);
        };
    }

    /**
     * Advises on the port. ScalarDB Cluster always listens on 60053, but its Admin service may have a port of its own.
     */
    private String rightPort() {
        return CLUSTER_PORT.matcher(endpoint.shownAs()).find()
                ? "if its configuration sets scalar.db.cluster.node.admin.port, give that port as adminPort"
                : "is adminPort right?";
    }

    private String unknown(Status status) {
        String after = request == Request.CHECK_PAUSED
                ? ""
                : "; whether it carried out the " + request.named + " is not known";
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                "no answer from " + endpoint.shownAs() + " within " + ErrorText.seconds(deadline) + after;
            case UNAVAILABLE ->
                "the connection to " + endpoint.shownAs() + " broke, or the pod is not available, before"
                        + " an answer came" + after + ErrorText.statusText(status);
            default -> endpoint.shownAs() + " failed to answer " + request.named + after + ErrorText.statusText(status);
        };
    }
}
